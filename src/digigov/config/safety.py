"""
Why a production server must not start. Each rule looks at the settings and the environment, and says a sentence if they are
unsafe. To add a rule, add a function and a line; a test sets off each.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.utils.module_loading import import_string

SHORTEST_SECRET = 50
SHORTEST_PASSPHRASE = 20
SHORTEST_PIN = 8
HERE = ("localhost", "127.0.0.1", "::1", "[::1]", "0.0.0.0", "")  # noqa: S104 - nothing is bound here

OUTSIDE = {"DIGIGOV_CARD_GATEWAY": ("key", "webhook_secret"), "DIGIGOV_SMS": ("key",), "DIGIGOV_REGISTERS": ("key",)}

Settings = Mapping[str, Any]
Rule = Callable[[Settings, Mapping[str, str]], Iterator[str]]


def faults(values: Settings, environment: Mapping[str, str]) -> tuple[str, ...]:
    """Every sentence; none if the settings are safe as far as settings can tell."""
    return tuple(sentence for rule in RULES for sentence in rule(values, environment))


def refuse_unsafe(values: Settings, environment: Mapping[str, str]) -> None:
    """:raises ImproperlyConfigured: naming everything that is wrong, so that it can be mended in one go."""
    found = faults(values, environment)
    if found:
        raise ImproperlyConfigured("This is not safe for production. " + " ".join(found))


def refuse_unsafe_surroundings() -> None:
    """What settings cannot tell, looked at once Django has started: the adapters themselves, and the database's door."""
    if settings.REHEARSAL:
        return
    for slot, path in settings.DIGIGOV_ADAPTERS.items():
        if getattr(import_string(path), "rehearsal_only", False):
            raise ImproperlyConfigured(f"DIGIGOV_ADAPTERS[{slot!r}] is {path}, which is only for rehearsals.")
    if trusts_everybody(connection.get_connection_params()):
        raise ImproperlyConfigured("The database takes any password. Set scram-sha-256 in its pg_hba.conf.")


def trusts_everybody(place: Mapping[str, Any]) -> bool:
    """Whether the database lets somebody in who does not know the password."""
    known = {
        key: value
        for key, value in place.items()
        if key in ("dbname", "user", "host", "port", "sslmode", "sslrootcert")
    }
    try:
        psycopg.connect(**known, password="not-the-password", connect_timeout=5).close()  # noqa: S106 - that is the point
    except psycopg.OperationalError:
        return False
    return True


def secret_key(values: Settings, environment: Mapping[str, str]) -> Iterator[str]:
    key = str(values.get("SECRET_KEY", ""))
    if _is_rehearsal(key):
        yield "DIGIGOV_SECRET_KEY is the rehearsal's."
    elif len(key) < SHORTEST_SECRET or len(set(key)) < 10:
        yield f"DIGIGOV_SECRET_KEY must be {SHORTEST_SECRET} random characters or more."


def key_passphrase(values: Settings, environment: Mapping[str, str]) -> Iterator[str]:
    passphrase = str(values.get("DIGIGOV_KEYS", {}).get("passphrase", ""))
    if _is_rehearsal(passphrase) or len(passphrase) < SHORTEST_PASSPHRASE:
        yield f"DIGIGOV_KEYS_PASSPHRASE must be {SHORTEST_PASSPHRASE} characters or more, and not the rehearsal's."


def token(values: Settings, environment: Mapping[str, str]) -> Iterator[str]:
    """A PIN is short, for the token locks itself after some wrong ones; but it is not the example's."""
    chosen = values.get("DIGIGOV_TOKEN", {})
    module, pin = str(chosen.get("module", "")), str(chosen.get("pin", ""))
    if not module:
        return
    if not Path(module).is_file():
        yield f"DIGIGOV_TOKEN_MODULE must be the file of the token's PKCS#11 module; there is no {module}."
    if "softhsm" in module:
        yield "DIGIGOV_TOKEN_MODULE is SoftHSM's, which keeps nothing safer than a file does: only for rehearsals."
    if len(pin) < SHORTEST_PIN or len(set(pin)) < 4 or _is_rehearsal(pin):
        yield f"DIGIGOV_TOKEN_PIN must be {SHORTEST_PIN} characters or more, and not the rehearsal's."


def root_passphrase(values: Settings, environment: Mapping[str, str]) -> Iterator[str]:
    """It is needed once, by the ceremony; afterwards it lies in a safe, and not beside what it opens."""
    keys = values.get("DIGIGOV_KEYS", {})
    passphrase = str(keys.get("root_passphrase", ""))
    if not passphrase:
        return
    if not environment.get("DIGIGOV_PREPARING"):
        yield "DIGIGOV_ROOT_PASSPHRASE is for `digigov prepare` alone: take it out of the environment of everything else."
    if _is_rehearsal(passphrase) or len(passphrase) < SHORTEST_PASSPHRASE or passphrase == keys.get("passphrase"):
        yield (
            f"DIGIGOV_ROOT_PASSPHRASE must be {SHORTEST_PASSPHRASE} characters or more, neither the rehearsal's nor "
            "DIGIGOV_KEYS_PASSPHRASE again."
        )


def debug(values: Settings, environment: Mapping[str, str]) -> Iterator[str]:
    if values.get("DEBUG"):
        yield "DEBUG must be off."


def rehearsal(values: Settings, environment: Mapping[str, str]) -> Iterator[str]:
    if values.get("REHEARSAL"):
        yield "REHEARSAL must be off."
    parts = [*values.get("INSTALLED_APPS", ()), *values.get("MIDDLEWARE", ()), str(values.get("ROOT_URLCONF", ""))]
    parts += values.get("DIGIGOV_ADAPTERS", {}).values()
    parts += [str(each["BACKEND"]) for each in values.get("STORAGES", {}).values()]
    for part in parts:
        if part.startswith("digigov.rehearsal"):
            yield f"{part} is only for rehearsals."
    if "DIGIGOV_SINKS" in values:
        yield "DIGIGOV_SINKS is only for rehearsals."


def clock(values: Settings, environment: Mapping[str, str]) -> Iterator[str]:
    """What is late, expired or due must rest on the machine's own time."""
    if values.get("DIGIGOV_CLOCK"):
        yield "DIGIGOV_CLOCK is only for rehearsals: production goes by the machine's clock."
    if environment.get("DIGIGOV_CLOCK_SKEW"):
        yield "DIGIGOV_CLOCK_SKEW is only for rehearsals: take it out of the environment."


def address(values: Settings, environment: Mapping[str, str]) -> Iterator[str]:
    parts = urlsplit(str(values.get("ADDRESS", "")))
    if parts.scheme != "https" or (parts.hostname or "") in HERE:
        yield "DIGIGOV_ADDRESS must be the https:// address that people use."


def hosts(values: Settings, environment: Mapping[str, str]) -> Iterator[str]:
    named = list(values.get("ALLOWED_HOSTS", ()))
    if not named or any(host in ("*", *HERE) or host.startswith(".") for host in named):
        yield "ALLOWED_HOSTS must name the hosts of DIGIGOV_ADDRESS and DIGIGOV_HOSTS, and nothing wider."


def database(values: Settings, environment: Mapping[str, str]) -> Iterator[str]:
    described = values.get("DATABASES", {}).get("default", {})
    if not described.get("PASSWORD"):
        yield "The database's URL has no password."
    if described.get("USER") in ("postgres", "digigov_owner") and not environment.get("DIGIGOV_AS_OWNER"):
        yield "The application must not use the database as its owner."
    places = [
        each for each in str(described.get("HOST") or "").split(",") if each not in HERE and not each.startswith("/")
    ]
    if places and described.get("OPTIONS", {}).get("sslmode") != "verify-full":
        yield "A database on another machine must be reached with sslmode=verify-full."


def owner_url(values: Settings, environment: Mapping[str, str]) -> Iterator[str]:
    names = [
        name for name in ("DIGIGOV_DATABASE_OWNER_URL", "DIGIGOV_DATABASE_OWNER_URL_FILE") if environment.get(name)
    ]
    if names and not environment.get("DIGIGOV_AS_OWNER"):
        yield f"{names[0]} must not be in the environment of web server and worker."


def outside(values: Settings, environment: Mapping[str, str]) -> Iterator[str]:
    """What speaks to the outside world over the net does so encrypted, with secrets of its own, and to nobody here."""
    registers = values.get("DIGIGOV_REGISTERS", {})
    trusted = str(registers.get("trusted_keys") or "")
    if registers.get("url") and (not trusted or _is_rehearsal(trusted)):
        yield "The trusted_keys of DIGIGOV_REGISTERS are missing, or the rehearsal's."
    for name, secrets in OUTSIDE.items():
        chosen = values.get(name, {})
        if chosen.get("databases") and not chosen.get("url"):
            continue  # every register is read by SQL
        parts = urlsplit(str(chosen.get("url", "")))
        if parts.scheme != "https" or (parts.hostname or "") in HERE:
            yield f"The url of {name} must be an https:// address elsewhere."
        for secret in secrets:
            value = str(chosen.get(secret, ""))
            if len(value) < 16 or _is_rehearsal(value):
                yield f"The {secret} of {name} is missing, too short, or the rehearsal's."


def register_databases(values: Settings, environment: Mapping[str, str]) -> Iterator[str]:
    """A register's database asks for a password and, over the net, proves by its certificate that it is the one."""
    for register, url in values.get("DIGIGOV_REGISTERS", {}).get("databases", {}).items():
        parts = urlsplit(url)
        is_here = (parts.hostname or "") in HERE
        if not parts.password or _is_rehearsal(url):
            yield f"The database of register {register} has no password, or the rehearsal's."
        if not is_here and "sslmode=verify-full" not in parts.query:
            yield f"The database of register {register} must be reached with sslmode=verify-full."


def cookies(values: Settings, environment: Mapping[str, str]) -> Iterator[str]:
    for kind in ("SESSION", "CSRF", "LANGUAGE", "BROWSER"):
        if not values.get(f"{kind}_COOKIE_SECURE") or not str(values.get(f"{kind}_COOKIE_NAME")).startswith("__Host-"):
            yield f"The {kind.lower()} cookie must be secure and bound to the host."


def transport(values: Settings, environment: Mapping[str, str]) -> Iterator[str]:
    if not values.get("SECURE_SSL_REDIRECT") or int(values.get("SECURE_HSTS_SECONDS", 0)) < 31_536_000:
        yield "Browsers must be kept on https: SECURE_SSL_REDIRECT, and SECURE_HSTS_SECONDS of a year."


def _is_rehearsal(text: str) -> bool:
    return any(word in text.lower() for word in ("rehearsal", "sandbox", "insecure", "change-me"))


RULES: tuple[Rule, ...] = (
    *(secret_key, key_passphrase, token, root_passphrase, debug, rehearsal, clock, address, hosts),
    *(database, owner_url, outside, register_databases, cookies, transport),
)


def refuse_unsafe_start(names: Mapping[str, Any]) -> None:
    """The last line of the production settings: look at what the file defined and at the environment."""
    refuse_unsafe({key: value for key, value in names.items() if key.isupper()}, os.environ)
