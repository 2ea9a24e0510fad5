"""
The walks from which an island's cases are copied: each worked example once, through the doors of this process, with gateway, registers,
senders and keys that are played in memory. Only the album of a walk is kept; all else that it wrote is undone, so that nothing is
on the island that nobody of the island did, and a crash leaves nothing.
"""

import logging
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from functools import cache
from pathlib import Path

import yaml
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.test import override_settings

from digigov.kernel.adapters import adapter
from digigov.kernel.clock import local_zone
from digigov.modules.organizations.queries import working_days
from digigov.modules.payments.ports import SLOT as GATEWAY
from digigov.modules.registries.testing import empty_registers
from digigov.rehearsal.island.albums import Album, put_down, taken_up
from digigov.rehearsal.island.almanac import Almanac
from digigov.rehearsal.island.courses import Steady
from digigov.rehearsal.island.photographs import Office, Photographed, hold_keys, quiet_monday
from digigov.rehearsal.island.wanted import Wanted
from digigov.rehearsal.models import Walk

PLAYED = {
    "card-gateway": "digigov.modules.payments.testing.gateway.ScriptedGateway",
    "registers": "digigov.modules.registries.testing.RegistersInMemory",
    "email": "digigov.modules.notifications.testing.FakeSender",
    "sms": "digigov.modules.notifications.testing.FakeSender",
    "key-store": "digigov.modules.signatures.testing.KeysInMemory",
    "root-key-store": "digigov.modules.signatures.testing.KeysInMemory",
}


@cache
def examples() -> list[Path]:
    """
    Every worked example that ends in a case, but of services whose applications or papers are signed: a signature names one person, and
    no copy of it is somebody else's.
    """
    found = sorted((settings.PACK / "services").glob("*/*/examples/*.yaml"))
    return [path for path in found if "not-eligible" not in path.read_text() and not _is_signed(path.parents[1])]


def _is_signed(service: Path) -> bool:
    papers = (service / "documents").glob("*.yaml")
    definitions = [yaml.safe_load(each.read_text(encoding="utf-8")) for each in (service / "service.yaml", *papers)]
    return any("signature" in each or each.get("officers_sign") for each in definitions)


def paths(wanted: Wanted) -> list[Path]:
    return [path for path in examples() if wanted.only in name_of(path)] if wanted.cases else []


def name_of(path: Path) -> str:
    return f"{path.parts[-3]}/{path.stem}"


def walk(path: Path, wanted: Wanted) -> Album:
    """At moments that depend on the island and the example alone."""
    almanac = Almanac(working_days(), local_zone())
    pace = Steady(almanac, random.Random(f"{wanted.seed}:{name_of(path)}"))
    with in_this_process(), undone():
        _forget_keys()
        office = Office(datetime.combine(wanted.population().begins + timedelta(days=1), time(12), UTC))
        hold_keys(office.since)
        begins = quiet_monday(almanac, wanted.last_day)
        number = examples().index(path)
        return Photographed(path, adapter(GATEWAY), office, number, begins=begins, pace=pace, almanac=almanac).walk()


def keep(path: Path, album: Album) -> None:
    Walk.objects.create(name=name_of(path), album=put_down(album))


def kept() -> list[Album]:
    return [taken_up(each.album) for each in sorted(Walk.objects.all(), key=lambda each: each.name)]


@contextmanager
def in_this_process() -> Iterator[None]:
    """Everything outside is played, and visits come from a test client."""
    empty_registers()
    logging.disable(logging.WARNING)  # thousands of requests that nobody made
    with override_settings(
        DIGIGOV_ADAPTERS={**settings.DIGIGOV_ADAPTERS, **PLAYED},
        DIGIGOV_LIMITS_TIMES=1000,
        ALLOWED_HOSTS=["testserver"],
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],  # nobody signs in with these
    ):
        try:
            yield
        finally:
            logging.disable(logging.NOTSET)
            empty_registers()


@contextmanager
def undone() -> Iterator[None]:
    """Nothing that is written meanwhile stays, though commands may open transactions of their own, lasting ones too."""
    if connection.in_atomic_block:
        before = transaction.savepoint()
        try:
            yield
        finally:
            transaction.savepoint_rollback(before)
        return
    transaction.set_autocommit(False)
    try:
        yield
    finally:
        transaction.rollback()
        transaction.set_autocommit(True)


def _forget_keys() -> None:
    """The country's keys are younger than the walks; others are made for these, and undone with them."""
    for name in ("RevocationList", "Certificate"):
        apps.get_model("signatures", name).objects.all().delete()
