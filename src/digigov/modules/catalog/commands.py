"""Publishing what government offers: the country pack, checked and handed to the rooms that own its parts."""

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.errors import DomainError
from digigov.kernel.events import publish
from digigov.modules.audit import commands as audit
from digigov.modules.catalog import publishing
from digigov.modules.catalog.events import ServicePublished, ServiceWithdrawn
from digigov.modules.catalog.models import PackEdition, Service, ServiceVersion
from digigov.modules.catalog.pack.check import check
from digigov.modules.catalog.pack.contents import EDITION, Hashed, hashed, parts_of, shared_parts
from digigov.modules.catalog.pack.faults import Fault
from digigov.modules.catalog.pack.folder import LoadedPack, LoadedService
from digigov.modules.catalog.pack.scaffold import scaffold

ONE_AT_A_TIME = 0x7061636B  # an advisory lock: two loads of a pack run one after the other


class PackFaulty(DomainError):
    code = "pack-faulty"
    message = _("The pack has faults, so nothing of it was loaded. Mend them and load it again.")

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__()


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading changed: services with their new version, services that are no longer offered, and the shared parts."""

    published: tuple[tuple[str, int], ...] = ()
    withdrawn: tuple[str, ...] = ()
    shared_changed: bool = False

    @property
    def changed_anything(self) -> bool:
        return bool(self.published or self.withdrawn or self.shared_changed)


def load_pack(*, by: Actor, at: datetime, path: Path) -> Loaded:
    """
    Check the pack and publish what changed since it was last loaded, all of it or nothing. Loading twice changes nothing.

    :raises NotAllowed: unless the machine or somebody who may publish services loads it.
    :raises PackFaulty: if anything is wrong with it.
    """
    by.require_loader()
    pack, faults = check(path)
    if faults:
        raise PackFaulty(faults)
    return publish_pack(pack, by=by, at=at)


@transaction.atomic
def publish_pack(pack: LoadedPack, *, by: Actor, at: datetime) -> Loaded:
    """
    Publish what changed of a pack that was read and checked.

    :raises NotAllowed: unless the machine or somebody who may publish services does it.
    """
    by.require_loader()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
    shared_changed = _load_shared(pack, by=by, at=at)
    published = tuple(
        (service.id, version)
        for service in pack.services.values()
        if (version := _load_service(service, pack, by=by, at=at)) is not None
    )
    return Loaded(published, _withdraw_others(pack, by=by, at=at), shared_changed)


def scaffold_service(*, path: Path, service: str, organization: str, role: str, name: str | None = None) -> Path:
    """
    Write a new service into a pack's folder: complete, and walkable as it is. Nothing is published.

    :raises ValueError: with a sentence, if the id is no id or is taken, or there is no such organisation or role.
    """
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", service) or len(service) > 60:
        raise ValueError(f"'{service}' is no id: small letters and digits, with '-' between words, at most 60.")
    pack, faults = check(path)
    if not pack.is_readable:
        raise ValueError(f"The pack cannot be read yet: {faults[0]}")
    return scaffold(pack, service=service, organization=organization, role=role, name=name)


def _load_shared(pack: LoadedPack, *, by: Actor, at: datetime) -> bool:
    new = hashed(shared_parts(pack))
    last = PackEdition.objects.order_by("-number").first()
    if last is not None and last.hash == new.hash:
        return False
    number = last.number + 1 if last else 1
    body = {key: new.parts[key] for key in EDITION}
    PackEdition.objects.create(number=number, hash=new.hash, body=body, published_at=at)
    publishing.publish_shared(pack, edition=number, by=by, at=at)
    audit.record(by=by, at=at, action="catalog.pack-edition-published", details={"edition": number})
    return True


def _load_service(service: LoadedService, pack: LoadedPack, *, by: Actor, at: datetime) -> int | None:
    """Publish the service if it changed; its new version."""
    new = hashed(parts_of(service, pack))
    offered = Service.objects.filter(id=service.id).first()
    if offered is not None and offered.hash == new.hash and offered.is_offered:
        return None
    last = ServiceVersion.objects.filter(service=service.id).aggregate(last=Max("version"))["last"] or 0
    version = last + 1
    _keep(service, new, version, at)
    publishing.publish_service(service, pack, version=version, by=by, at=at)
    audit.record(by=by, at=at, action="catalog.service-published", details={"service": service.id, "version": version})
    publish(ServicePublished(service=service.id, version=version))
    return version


def _keep(service: LoadedService, new: Hashed, version: int, at: datetime) -> None:
    described = service.service
    body = {key: new.parts[key] for key in ("ministry", "service")}
    ServiceVersion.objects.create(
        service=service.id, version=version, body=body, parts=new.parts, hash=new.hash, published_at=at
    )
    Service.objects.update_or_create(
        id=service.id,
        defaults={
            "version": version,
            "hash": new.hash,
            "is_offered": True,
            "name": described.name,
            "summary": described.summary,
            "ministry": service.ministry,
            "organization": described.organization,
            "kind": described.kind,
            "audience": list(described.audience),
            "life_events": list(described.life_events),
        },
    )


def _withdraw_others(pack: LoadedPack, *, by: Actor, at: datetime) -> tuple[str, ...]:
    """Services that are not in the pack are no longer offered; their cases go on."""
    kept = [service.id for service in pack.services.values()]
    gone = tuple(Service.objects.filter(is_offered=True).exclude(id__in=kept).values_list("id", flat=True))
    Service.objects.filter(id__in=gone).update(is_offered=False)
    for service in gone:
        publishing.withdraw_service(service)
        audit.record(by=by, at=at, action="catalog.service-withdrawn", details={"service": service})
        publish(ServiceWithdrawn(service=service))
    return gone
