"""What a browser is told beside the page; every door is asked in ``tests/hostile``."""

import re

import pytest
from django.http import HttpResponse
from django.test import RequestFactory, override_settings
from django.urls import reverse
from whitenoise.middleware import WhiteNoiseMiddleware

from digigov.config.settings import security
from digigov.modules.identity.testing import make_account, sign_in
from digigov.sites.encrypted import MACHINES
from tests.plugin import ROOT

PROXIES = ("nginx.conf", "Caddyfile")


def test_a_file_from_the_disk_does_nothing_when_it_is_opened_by_itself(tmp_path):
    (tmp_path / "seal.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    more = security.WHITENOISE_ADD_HEADERS_FUNCTION
    with override_settings(STATIC_ROOT=tmp_path, WHITENOISE_ADD_HEADERS_FUNCTION=more):
        served = WhiteNoiseMiddleware(lambda _request: HttpResponse(status=404))
        answer = served(RequestFactory().get("/static/seal.svg"))

    assert answer.status_code == 200
    assert "default-src 'none'; base-uri 'none'" in answer["Content-Security-Policy"]


@pytest.mark.django_db
def test_signing_out_clears_what_the_browser_kept(client):
    sign_in(client, make_account())

    answer = client.post(reverse("account:sign-out"))

    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert client.get(reverse("account:home")).status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT"])
def test_nobody_gets_the_request_back(client, method):
    answer = client.generic(method, "/", HTTP_COOKIE="session=sesame", HTTP_AUTHORIZATION="Bearer sesame")

    assert b"sesame" not in answer.content
    assert "message/http" not in answer.get("Content-Type", "")


DOORS_OF_MACHINES = (
    "/exchange/card-webhook/",
    "/openid/token/",
    "/openid/userinfo/",
    "/openid/revoke/",
    "/openid/keys/",
)


@pytest.mark.django_db
class TestWithoutTls:
    @pytest.fixture(autouse=True)
    def as_in_production(self, settings):
        settings.SECURE_SSL_REDIRECT = True

    @pytest.mark.parametrize("door", DOORS_OF_MACHINES)
    def test_a_machine_is_told_so_and_not_led_on(self, client, door):
        answer = client.post(door, {"client_secret": "sesame"})

        assert (answer.status_code, answer.json()["code"]) == (403, "https-only")
        assert client.post(door, secure=True).status_code != 301

    def test_a_browser_is_led_on(self, client):
        answer = client.get("/account/sign-in/")

        assert (answer.status_code, answer.url) == (301, "https://testserver/account/sign-in/")

    @pytest.mark.parametrize("name", PROXIES)
    def test_the_proxy_knows_the_same_doors(self, name):
        assert f"^{MACHINES.pattern}" in (ROOT / "deploy" / "proxy" / name).read_text()


@pytest.mark.parametrize("name", PROXIES)
def test_what_the_proxy_says_alone_is_as_strict(name):
    written = (ROOT / "deploy" / "proxy" / name).read_text()

    assert "max-age=31536000; includeSubDomains" in written
    assert "frame-ancestors 'none'" in written
    assert "X-Content-Type-Options nosniff" in written
    assert "Referrer-Policy same-origin" in written


def test_nginx_speaks_only_what_is_recommended():
    written = (ROOT / "deploy" / "proxy" / "nginx.conf").read_text()
    ciphers = re.search(r"ssl_ciphers (\S+);", written)[1].split(":")

    assert "ssl_protocols TLSv1.2 TLSv1.3;" in written
    assert all(each.startswith("ECDHE-") for each in ciphers)  # forward secrecy
    assert all("GCM" in each or "CHACHA20" in each for each in ciphers)
