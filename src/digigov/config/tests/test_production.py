"""The production settings in processes of their own: they start when all is well, and each unsafe thing stops them."""

import json
import os
import subprocess
import sys

import pytest

from digigov.config.settings import rehearsal

SAFE = {
    "DJANGO_SETTINGS_MODULE": "digigov.config.settings.production",
    "DIGIGOV_SECRET_KEY": "kP3v9Xq7wZ1mN5tR8yB2cF6hJ0lD4gSaUeIoTiYrWbVxMnQz",
    "DIGIGOV_KEYS_PASSPHRASE": "seven green bananas in a blue boat",
    "DIGIGOV_ADDRESS": "https://services.example.org",
    "DIGIGOV_DATABASE_URL": "postgresql://digigov_app:kP3v9Xq7wZ1mN5t@127.0.0.1:1/digigov",
    "DIGIGOV_GATEWAY_URL": "https://cards.example.org",
    "DIGIGOV_GATEWAY_KEY": "kP3v9Xq7wZ1mN5tR8yB2",
    "DIGIGOV_GATEWAY_WEBHOOK_SECRET": "cF6hJ0lD4gSaUeIoTiYr",
    "DIGIGOV_REGISTERS_URL": "https://registers.example.org",
    "DIGIGOV_REGISTERS_KEY": "R8yB2cF6hJ0lD4gSaUeI",
    "DIGIGOV_REGISTERS_TRUSTED_KEYS": '{"keys": []}',
    "DIGIGOV_SMTP_HOST": "mail.example.org",
    "DIGIGOV_SMTP_SENDER": "services@example.org",
    "DIGIGOV_SMS_URL": "https://sms.example.org",
    "DIGIGOV_SMS_KEY": "WbVxMnQz7wZ1mN5tR8yB",
}
SAFE["DIGIGOV_SECRET_KEY"] += "7wZ1m"
ROOT_PASSPHRASE = "four old breadfruit trees by the river"


def run(code, given=None, **changes):
    outside = {key: value for key, value in os.environ.items() if not key.startswith(("DIGIGOV_", "DJANGO_"))}
    environment = {**outside, **SAFE, **changes}
    wanted = {key: value for key, value in environment.items() if value is not None}
    return subprocess.run(
        [sys.executable, "-c", code], input=given, env=wanted, capture_output=True, text=True, timeout=120, check=False
    )


def test_safe_settings_start():
    done = run("import django; django.setup(); from digigov.config import wsgi; print('up')")

    assert done.stdout == "up\n", done.stderr


def test_what_prepares_may_know_the_roots_passphrase():
    done = run("import django; django.setup()", DIGIGOV_ROOT_PASSPHRASE=ROOT_PASSPHRASE, DIGIGOV_PREPARING="1")

    assert done.returncode == 0, done.stderr


UNSAFE = {
    "no secret key": ({"DIGIGOV_SECRET_KEY": None}, "Set DIGIGOV_SECRET_KEY"),
    "the rehearsal's secret key": ({"DIGIGOV_SECRET_KEY": "rehearsal-only-not-a-secret" * 3}, "is the rehearsal's"),
    "a short secret key": ({"DIGIGOV_SECRET_KEY": "kP3v9Xq7wZ1mN5tR8yB2"}, "50 random characters"),
    "a dull secret key": ({"DIGIGOV_SECRET_KEY": "ab" * 40}, "50 random characters"),
    "a short passphrase": ({"DIGIGOV_KEYS_PASSPHRASE": "short"}, "DIGIGOV_KEYS_PASSPHRASE"),
    "the rehearsal's passphrase": (
        {"DIGIGOV_KEYS_PASSPHRASE": "rehearsal-only-not-a-secret"},
        "DIGIGOV_KEYS_PASSPHRASE",
    ),
    "a token without a module": (
        {"DIGIGOV_TOKEN_MODULE": "/nowhere.so", "DIGIGOV_TOKEN_PIN": "kP3v9Xq7wZ"},
        "there is no /nowhere.so",
    ),
    "a token in software": (
        {"DIGIGOV_TOKEN_MODULE": "/usr/lib/softhsm/libsofthsm2.so", "DIGIGOV_TOKEN_PIN": "kP3v9Xq7wZ"},
        "keeps nothing safer than a file",
    ),
    "no PIN": ({"DIGIGOV_TOKEN_MODULE": "/dev/null"}, "DIGIGOV_TOKEN_PIN must be"),
    "a dull PIN": ({"DIGIGOV_TOKEN_MODULE": "/dev/null", "DIGIGOV_TOKEN_PIN": "00000000"}, "DIGIGOV_TOKEN_PIN must be"),
    "the root's passphrase where nothing is prepared": (
        {"DIGIGOV_ROOT_PASSPHRASE": ROOT_PASSPHRASE},
        "for `digigov prepare` alone",
    ),
    "a short root's passphrase": (
        {"DIGIGOV_ROOT_PASSPHRASE": "short", "DIGIGOV_PREPARING": "1"},
        "DIGIGOV_ROOT_PASSPHRASE must be",
    ),
    "the rehearsal's root's passphrase": (
        {"DIGIGOV_ROOT_PASSPHRASE": "rehearsal-only-not-a-secret", "DIGIGOV_PREPARING": "1"},
        "DIGIGOV_ROOT_PASSPHRASE must be",
    ),
    "one passphrase for both": (
        {"DIGIGOV_ROOT_PASSPHRASE": SAFE["DIGIGOV_KEYS_PASSPHRASE"], "DIGIGOV_PREPARING": "1"},
        "nor DIGIGOV_KEYS_PASSPHRASE again",
    ),
    "an http address": ({"DIGIGOV_ADDRESS": "http://services.example.org"}, "https:// address"),
    "an address of this machine": ({"DIGIGOV_ADDRESS": "https://localhost"}, "https:// address"),
    "every host": ({"DIGIGOV_HOSTS": "*"}, "ALLOWED_HOSTS"),
    "a whole domain": ({"DIGIGOV_HOSTS": ".example.org"}, "ALLOWED_HOSTS"),
    "no database": ({"DIGIGOV_DATABASE_URL": None}, "Set DIGIGOV_DATABASE_URL"),
    "a database without password": ({"DIGIGOV_DATABASE_URL": "postgresql://digigov_app@db/digigov"}, "no password"),
    "a database on the way to which anybody may listen": (
        {"DIGIGOV_DATABASE_URL": "postgresql://digigov_app:kP3v9Xq7wZ1mN5t@10.0.0.1,10.0.0.2/digigov?sslmode=require"},
        "another machine must be reached with sslmode=verify-full",
    ),
    "the owner as application": ({"DIGIGOV_DATABASE_URL": "postgresql://digigov_owner:x@db/digigov"}, "as its owner"),
    "the superuser as application": ({"DIGIGOV_DATABASE_URL": "postgresql://postgres:x@db/digigov"}, "as its owner"),
    "the owner's URL about": (
        {"DIGIGOV_DATABASE_OWNER_URL": "postgresql://digigov_owner:x@db/digigov"},
        "OWNER_URL must not",
    ),
    "the owner's URL in a file": ({"DIGIGOV_DATABASE_OWNER_URL_FILE": "/dev/null"}, "OWNER_URL_FILE must not"),
    "no gateway": ({"DIGIGOV_GATEWAY_URL": None}, "url of DIGIGOV_CARD_GATEWAY"),
    "the sandbox gateway": ({"DIGIGOV_GATEWAY_URL": "http://localhost:9000"}, "url of DIGIGOV_CARD_GATEWAY"),
    "the sandbox gateway's key": ({"DIGIGOV_GATEWAY_KEY": "sandbox-merchant-key"}, "key of DIGIGOV_CARD_GATEWAY"),
    "no webhook secret": ({"DIGIGOV_GATEWAY_WEBHOOK_SECRET": None}, "webhook_secret of DIGIGOV_CARD_GATEWAY"),
    "the SMS sink": ({"DIGIGOV_SMS_URL": "http://127.0.0.1:12000"}, "url of DIGIGOV_SMS"),
    "the SMS sink's key": ({"DIGIGOV_SMS_KEY": "rehearsal-sms-key"}, "key of DIGIGOV_SMS"),
    "a register's database without a password": (
        {"DIGIGOV_REGISTERS_DATABASES": "vehicles postgresql://reader@db.example.org/cars?sslmode=verify-full"},
        "register vehicles has no password",
    ),
    "a register's database that anybody could play": (
        {"DIGIGOV_REGISTERS_DATABASES": "vehicles tickets postgresql://reader:kP3v9Xq7wZ1mN5t@db.example.org/cars"},
        "register tickets must be reached with sslmode=verify-full",
    ),
    "no registers": ({"DIGIGOV_REGISTERS_URL": None}, "url of DIGIGOV_REGISTERS"),
    "the rehearsal registers' key": ({"DIGIGOV_REGISTERS_KEY": "rehearsal-registers-key"}, "key of DIGIGOV_REGISTERS"),
    "no keys to trust": ({"DIGIGOV_REGISTERS_TRUSTED_KEYS": None}, "trusted_keys of DIGIGOV_REGISTERS"),
    "the rehearsal registers' signature": (
        {"DIGIGOV_REGISTERS_TRUSTED_KEYS": '{"keys": [{"kid": "rehearsal-registers-1"}]}'},
        "trusted_keys of DIGIGOV_REGISTERS",
    ),
    "a clock that goes wrong": ({"DIGIGOV_CLOCK_SKEW": "90"}, "DIGIGOV_CLOCK_SKEW is only"),
    "no mail server": ({"DIGIGOV_SMTP_HOST": None}, "Set DIGIGOV_SMTP_HOST"),
}


CHANGED = {
    "debug": ("DEBUG = True", "DEBUG must be off"),
    "the rehearsal's flag": ("REHEARSAL = True", "REHEARSAL must be off"),
    "the rehearsal's app": ("INSTALLED_APPS = [*INSTALLED_APPS, 'digigov.rehearsal']", "digigov.rehearsal is only"),
    "a rehearsal adapter": (
        "DIGIGOV_ADAPTERS = {'sms': 'digigov.rehearsal.sinks.Sms'}",
        "digigov.rehearsal.sinks.Sms is only",
    ),
    "a rehearsal sink": ("DIGIGOV_SINKS = '/tmp'", "DIGIGOV_SINKS is only"),
    "a clock that can be moved": ("DIGIGOV_CLOCK = 'digigov.rehearsal.clock'", "DIGIGOV_CLOCK is only"),
    "the rehearsal's URLs": ("ROOT_URLCONF = 'digigov.rehearsal.urls'", "digigov.rehearsal.urls is only"),
    "a cookie that is not secure": ("SESSION_COOKIE_SECURE = False", "session cookie"),
    "a cookie for other hosts": ("CSRF_COOKIE_NAME = 'csrf'", "csrf cookie"),
    "no redirect to https": ("SECURE_SSL_REDIRECT = False", "kept on https"),
    "a short HSTS": ("SECURE_HSTS_SECONDS = 60", "kept on https"),
}


EACH_IN_A_FORK = """
import importlib, json, os, sys
from digigov.config import safety  # what all share is imported once
answers = {}
for name, (environment, line) in json.load(sys.stdin).items():
    reading, writing = os.pipe()
    if os.fork() == 0:
        os.environ.update({k: v for k, v in environment.items() if v is not None})
        for key in [k for k, v in environment.items() if v is None]:
            os.environ.pop(key, None)
        try:
            names = vars(importlib.import_module("digigov.config.settings.production"))
            exec(line, names)
            safety.refuse_unsafe_start(names)
            said = ""
        except Exception as error:
            said = f"{type(error).__name__}: {error}"
        os.write(writing, said.encode())
        os._exit(0)
    os.close(writing)
    answers[name] = os.fdopen(reading).read()
    os.wait()
print(json.dumps(answers))
"""


@pytest.fixture(scope="module")
def refusals():
    """What the settings say in each case: changes of the environment, or a line in a settings file that builds on ours."""
    cases = {name: (changes, "") for name, (changes, _) in UNSAFE.items()}
    cases |= {name: ({}, line) for name, (line, _) in CHANGED.items()}
    done = run(EACH_IN_A_FORK, given=json.dumps(cases))
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", [*UNSAFE, *CHANGED])
def test_refuses_to_start_with(refusals, name):
    said = refusals[name]

    assert said.startswith("ImproperlyConfigured")
    assert {**UNSAFE, **CHANGED}[name][1] in said


def test_refuses_an_adapter_that_says_it_is_for_rehearsals(tmp_path):
    text = "from digigov.config.settings.production import *\nDIGIGOV_ADAPTERS = {'sms': 'own_sms.Sink'}\n"
    (tmp_path / "own.py").write_text(text)
    (tmp_path / "own_sms.py").write_text("class Sink:\n    rehearsal_only = True\n")
    done = run("from digigov.config import wsgi", DJANGO_SETTINGS_MODULE="own", PYTHONPATH=str(tmp_path))

    assert done.returncode == 1
    assert "own_sms.Sink, which is only for rehearsals" in done.stderr


def test_refuses_a_database_that_trusts_everybody(fresh_database):
    cluster = fresh_database.replace("digigov_app@", "digigov_app:any-password@")

    assert "takes any password" in run("from digigov.config import wsgi", DIGIGOV_DATABASE_URL=cluster).stderr


def test_its_clock_cannot_be_moved(tmp_path):
    (tmp_path / "clock").write_text('{"ahead_seconds": 86400}')
    asked = "from digigov.kernel.clock import ahead, now; from django.utils import timezone"
    done = run(
        f"import django; django.setup(); {asked}; print(ahead(), (timezone.now() - now()).total_seconds() > -3600)",
        DIGIGOV_VAR=str(tmp_path),
    )
    assert done.stdout == "0:00:00 True\n", (done.stdout, done.stderr)

    refused = run(
        "import sys; from digigov.cli.main import main; sys.argv = ['digigov', 'clock', '--ahead', '1d']; sys.exit(main())"
    )
    assert refused.returncode == 1
    assert "Only a rehearsal's clock can be moved" in refused.stderr


def test_secrets_may_come_from_files(tmp_path):
    (tmp_path / "key").write_text(SAFE["DIGIGOV_SECRET_KEY"] + "\n")
    done = run(
        "from django.conf import settings; print(len(settings.SECRET_KEY))",
        DIGIGOV_SECRET_KEY=None,
        DIGIGOV_SECRET_KEY_FILE=str(tmp_path / "key"),
    )

    assert done.stdout == f"{len(SAFE['DIGIGOV_SECRET_KEY'])}\n", done.stderr


def test_every_socket_of_the_rehearsal_has_a_plug_in_production():
    done = run("from django.conf import settings; print(' '.join(sorted(settings.DIGIGOV_ADAPTERS)))")

    assert done.stdout.split() == sorted(rehearsal.DIGIGOV_ADAPTERS), done.stderr
