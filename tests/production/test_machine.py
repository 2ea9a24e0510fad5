"""
Production as documented, as far as one machine allows: our nginx file with a certificate of its own in front of the web
server, against a PostgreSQL that wants passwords. ``PG_BIN`` chooses another PostgreSQL, such as the lowest promised.
"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import psycopg
import pytest

from digigov.cli.pg_programs import as_somebody, binary, hand_over, run
from digigov.config.tests.test_production import ROOT_PASSPHRASE, SAFE
from tests.live_stack import PATIENCE, clean_environment
from tests.plugin import ROOT
from tests.ports import free_port
from tests.programs import find

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not find("nginx") or not find("openssl"), reason="needs nginx and openssl"),
]
HOST = "services.example.org"


class Machine:
    def __init__(self, folder):
        self.folder = folder
        self.port, self.database_port, self.proxy_port, self.tls_port = (free_port() for _ in range(4))
        self.processes = []
        self.environment = {
            **clean_environment(),
            **SAFE,
            "DIGIGOV_ADDRESS": f"https://{HOST}:{self.tls_port}",
            "DIGIGOV_VAR": str(folder / "var"),
            "DIGIGOV_DATABASE_URL": self._url("digigov_app", "app-password-1"),
        }
        self.as_owner = {"DIGIGOV_DATABASE_OWNER_URL": self._url("digigov_owner", "owner-password-1")}

    def _url(self, role, password):
        return f"postgresql://{role}:{password}@127.0.0.1:{self.database_port}/digigov"

    def keep(self, command, name, **more):
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes.append(subprocess.Popen(command, stdout=log, stderr=log, env=self.environment, **more))

    def database(self):
        data = self.folder / "postgres"
        data.mkdir(mode=0o700)
        hand_over(data)
        (self.folder / "password").write_text("super-password-1")
        (self.folder / "password").chmod(0o644)
        run(
            [
                "initdb",
                "-D",
                str(data),
                "-U",
                "postgres",
                "-A",
                "scram-sha-256",
                "--pwfile",
                str(self.folder / "password"),
            ]
        )
        place = ["-c", "listen_addresses=127.0.0.1", "-p", str(self.database_port), "-k", ""]
        command = [*as_somebody(), binary("postgres"), "-D", str(data), *place]
        self.keep(command, "postgres", cwd="/", start_new_session=True)
        superuser = f"postgresql://postgres:super-password-1@127.0.0.1:{self.database_port}/postgres"
        with eventually(lambda: psycopg.connect(superuser, autocommit=True)) as connection:
            connection.execute("CREATE ROLE digigov_owner LOGIN CREATEDB PASSWORD 'owner-password-1'")
            connection.execute("CREATE ROLE digigov_app LOGIN PASSWORD 'app-password-1'")
            connection.execute("GRANT digigov_app TO digigov_owner")
            connection.execute("CREATE DATABASE digigov OWNER digigov_owner")

    def web(self):
        """A group of its own, so that it can be stopped with its children."""
        serve = [
            "--interface",
            "wsgi",
            "--host",
            "127.0.0.1",
            "--port",
            str(self.port),
            "--workers",
            "2",
            "--no-ws",
            "--workers-kill-timeout",
            "5",
        ]
        command = [sys.executable, "-m", "granian", *serve, "digigov.config.wsgi:application"]
        self.keep(command, "web", start_new_session=True)

    def is_up(self):
        health = f"http://127.0.0.1:{self.port}/health/"
        eventually(lambda: httpx.get(health, headers={"Host": HOST}).raise_for_status())

    def proxy(self):
        tls = self.folder / "tls"
        tls.mkdir()
        words = ["-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={HOST}"]
        words += ["-addext", f"subjectAltName=DNS:{HOST}"]
        files = ["-keyout", str(tls / "privkey.pem"), "-out", str(tls / "fullchain.pem")]
        subprocess.run(["openssl", "req", *words, *files], check=True, capture_output=True)
        text = (ROOT / "deploy/proxy/nginx.conf").read_text()
        for old, new in (
            ("listen 80;", f"listen 127.0.0.1:{self.proxy_port};"),
            ("listen [::]:80;", ""),
            ("listen 443 ssl http2;", f"listen 127.0.0.1:{self.tls_port} ssl http2;"),
            ("listen [::]:443 ssl http2;", ""),
            ("return 301 https://services.example.org", f"return 301 https://{HOST}:{self.tls_port}"),
            ("/etc/digigov/tls", str(tls)),
            ("127.0.0.1:8000", f"127.0.0.1:{self.port}"),
            ("/var/lib/digigov/status", str(self.folder / "var/status")),
            ("$host;", "$http_host;"),  # the port is not 443 here
        ):
            assert old in text
            text = text.replace(old, new)
        around = f"{'user root; ' if os.geteuid() == 0 else ''}pid {tls}/pid; error_log {tls}/error.log; events {{}} http {{ access_log off; {text} }}"
        (tls / "nginx.conf").write_text(around)
        self.keep([find("nginx"), "-c", str(tls / "nginx.conf"), "-g", "daemon off;"], "nginx")

    def digigov(self, *words, **more):
        return subprocess.run(
            [sys.executable, "-m", "digigov.cli.main", *words],
            env={**self.environment, **more},
            capture_output=True,
            text=True,
            check=False,
        )

    def client(self, **options):
        transport = httpx.HTTPTransport(verify=False)
        return httpx.Client(transport=transport, headers={"Host": f"{HOST}:{self.tls_port}"}, timeout=20, **options)

    def end(self):
        for process in reversed(self.processes):
            process.terminate() if process.args[0] in (find("nginx"), sys.executable) else process.send_signal(2)
            process.wait(30)


def eventually(function):
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return function()
        except (psycopg.OperationalError, httpx.HTTPError, AssertionError):
            assert time.monotonic() < deadline, "it did not happen"
            time.sleep(0.2)


@pytest.fixture(scope="module")
def machine(tmp_path_factory):
    folder = Path(tmp_path_factory.mktemp("machine"))
    folder.chmod(0o755)
    machine = Machine(folder)
    try:
        machine.database()
        ceremony = {"DIGIGOV_ROOT_PASSPHRASE": ROOT_PASSPHRASE}
        for words, more in ((["migrate"], machine.as_owner), (["prepare"], ceremony), (["prepare"], {})):
            done = machine.digigov(*words, **more)
            assert done.returncode == 0, done.stderr
        machine.web()
        machine.keep([sys.executable, "-m", "digigov.cli.main", "worker"], "worker")
        machine.proxy()
        machine.is_up()
        yield machine
    finally:
        machine.end()


def test_plain_http_goes_to_https(machine):
    answer = httpx.get(f"http://127.0.0.1:{machine.proxy_port}/verify/", headers={"Host": HOST})

    assert answer.status_code == 301
    assert answer.headers["Location"] == f"https://{HOST}:{machine.tls_port}/verify/"


def test_around_the_proxy_there_is_only_the_way_to_https(machine):
    answer = httpx.get(f"http://127.0.0.1:{machine.port}/verify/", headers={"Host": HOST})

    assert answer.status_code == 301
    assert answer.headers["Location"].startswith("https://")


def test_pages_come_with_the_headers_and_cookies_that_keep_people_safe(machine):
    with machine.client() as client:
        answer = eventually(lambda: client.get(f"https://127.0.0.1:{machine.tls_port}/account/sign-in/"))

    assert answer.status_code == 200
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    cookies = answer.headers.get_list("Set-Cookie")
    assert cookies
    for cookie in cookies:
        assert cookie.startswith("__Host-")
        assert "Secure" in cookie
    assert "ehearsal" not in answer.text


@pytest.mark.parametrize("path", ["/rehearsal/", "/rehearsal/messages/", "/rehearsal/sign-in/marisol/"])
def test_nothing_of_the_rehearsal_is_there(machine, path):
    with machine.client() as client:
        assert client.get(f"https://127.0.0.1:{machine.tls_port}{path}").status_code == 404


def test_another_host_is_refused(machine):
    with machine.client() as client:
        answer = client.get(f"https://127.0.0.1:{machine.tls_port}/", headers={"Host": "evil.example.org"})

    assert answer.status_code == 400


def test_check_finds_the_ground_right_and_the_outside_world_missing(machine):
    said = eventually(lambda: _with_worker(machine.digigov("check").stdout))

    for name in ("database", "migrations", "roles", "adapter key-store", "worker"):
        assert f"ok      {name}" in said
    assert "NOT OK  adapter card-gateway" in said  # cards.example.org is nobody
    assert "NOT OK  adapter root-key-store" in said  # nobody has taken the root's key to the safe yet
    assert "NOT OK  backup" in said


def test_backs_up_and_restores_with_passwords(machine):
    done = machine.digigov("backup", "--quiet", **machine.as_owner)
    assert done.returncode == 0, done.stderr
    assert "It is not encrypted" in machine.digigov("check").stdout
    key = str(machine.folder / "key")
    public = machine.digigov("backup", "--make-key", key).stdout.rpartition("=")[2].strip()
    done = machine.digigov("backup", "--quiet", **machine.as_owner, DIGIGOV_BACKUP_RECIPIENTS=public)
    assert done.returncode == 0, done.stderr
    file = done.stdout.strip()

    assert "ok      backup" in machine.digigov("check").stdout
    whole = machine.digigov("restore", "--check", "newest", "--identity", key, **machine.as_owner)
    assert whole.returncode == 0, whole.stderr
    busy = machine.digigov("restore", "--replace", file, "--identity", key, **machine.as_owner)
    assert busy.returncode == 1
    assert "Stop the web server" in busy.stderr


def _with_worker(said):
    assert "ok      worker" in said
    return said


@pytest.fixture
def written(machine):
    """The status page as it was when all went well enough; nobody writes it while the test looks."""
    environment = {
        "DIGIGOV_WEB": f"http://127.0.0.1:{machine.port}",
        "DIGIGOV_TLS_DOOR": f"127.0.0.1:{machine.tls_port}",
    }
    done = machine.digigov("watch", "--once", **environment)
    assert done.returncode == 0, done.stderr
    return f"https://127.0.0.1:{machine.tls_port}"


@pytest.fixture
def groups(machine):
    """The process groups of web server and database."""
    kept = [each for each in machine.processes if {"granian", "-D"} & set(each.args)]
    found = [os.getpgid(each.pid) for each in kept]
    assert len(found) == 2 and os.getpgid(0) not in found
    return found


def test_the_certificate_that_browsers_meet_is_looked_at(machine, written):
    """Made by the test itself, so nobody trusts it: that is told as it is."""
    with machine.client() as client:
        seen = client.get(f"{written}/status/")

    assert seen.status_code == 200
    told = json.loads((machine.folder / "var/status/status.json").read_text())
    assert told["certificate"] == {"until": None, "said": "self-signed certificate"}


def test_the_status_page_stays_when_web_and_database_hang(machine, written, groups):
    for group in groups:
        os.killpg(group, signal.SIGSTOP)
    try:
        with machine.client() as client:
            asked = client.get(f"{written}/status/")
            kweyol = client.get(f"{written}/status/?language=acf")
    finally:
        for group in groups:
            os.killpg(group, signal.SIGCONT)

    assert asked.status_code == kweyol.status_code == 200
    assert asked.headers["Retry-After"] == "30"  # from the disk
    assert "Does DigiGov work?" in asked.text
    assert 'lang="acf"' in kweyol.text
    assert "default-src 'none'" in asked.headers["Content-Security-Policy"]


def test_the_status_page_stands_in_for_every_page_of_a_web_server_that_is_gone(machine, written):
    web = next(each for each in machine.processes if "granian" in each.args)
    web.terminate()
    web.wait(30)
    try:
        with machine.client() as client:
            asked = client.get(f"{written}/status/")
            page = client.get(f"{written}/services/birth-certificate/", headers={"Accept-Language": "acf"})
            sent = client.post(f"{written}/account/sign-in/", data={"email": "ana@example.org"})
    finally:
        machine.processes.remove(web)
        machine.web()
        machine.is_up()

    assert asked.status_code == 200
    assert (page.status_code, sent.status_code) == (502, 502)
    assert 'lang="acf"' in page.text and page.headers["Retry-After"] == "30"
