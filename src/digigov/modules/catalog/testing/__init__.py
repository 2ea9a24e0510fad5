"""A tiny country of one service, and services made from it, for the tests of every room above."""

import json
import shutil
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from digigov.kernel.actor import system
from digigov.modules.catalog import commands, queries
from digigov.modules.catalog.pack.folder import LoadedPack, read_pack, take_shape

TINY = Path(__file__).parent / "tiny"
SERVICE = "services/trade/shop-licence"
LONG_AGO = datetime(2025, 1, 6, 12, tzinfo=UTC)


def copy_tiny(to: Path) -> Path:
    """A copy of the tiny pack that a test may change."""
    return Path(shutil.copytree(TINY, to / "tiny"))


def load_tiny() -> commands.Loaded:
    """The tiny pack, in force: one ministry, one service ``shop-licence``, two registers, three roles."""
    return commands.load_pack(by=system("test"), at=LONG_AGO, path=TINY)


def read_tiny() -> LoadedPack:
    """The tiny pack as its files are, in force nowhere."""
    pack = read_pack(TINY)
    for source in pack.files.values():
        take_shape(source)
    return pack


def make_service(service: str = "shop-licence", **files: Mapping[str, Any]) -> queries.PublishedService:
    """
    Publish the tiny pack with one service of that id, some of its files replaced: ``form``, ``fees`` and
    ``workflow`` as whole mappings, and ``described`` as the keys of service.yaml that differ. Not checked, without examples.

    ``make_service(form={...})``, ``make_service("second-service", workflow={...})``
    """
    with tempfile.TemporaryDirectory() as folder:
        root = copy_tiny(Path(folder))
        home = root / SERVICE
        if service != home.name:
            home = home.rename(home.with_name(service))
        shutil.rmtree(home / "examples")
        pack = read_pack(root)
        described = {**pack.files[f"{SERVICE.rsplit('/', 1)[0]}/{service}/service.yaml"].data, "id": service}
        described |= files.pop("described", {})
        for name, body in {**files, "service": described}.items():
            (home / f"{name}.yaml").write_text(json.dumps(body))
        pack = read_pack(root)
        for source in pack.files.values():
            if errors := take_shape(source):
                raise ValueError(f"{source.name}: {errors}")
        commands.publish_pack(pack, by=system("test"), at=LONG_AGO)
    return queries.get_service(service)
