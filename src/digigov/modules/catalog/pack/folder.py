"""The pack as a whole, read from its folder: which file holds which definition."""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from digigov.kernel.definitions import Definition
from digigov.modules.casework.definitions import Workflow
from digigov.modules.catalog.definitions import Example, Pack, Service
from digigov.modules.catalog.pack.reading import SourceFile, read
from digigov.modules.catalog.ports import Slice, slices
from digigov.modules.catalog.request_definitions import RequestGroup
from digigov.modules.documents.definitions import DocumentTemplate
from digigov.modules.forms.definitions import Form
from digigov.modules.knowledge.definitions import ArticleText
from digigov.modules.notifications.definitions import MessageTemplate
from digigov.modules.organizations.definitions import Calendar, Organizations
from digigov.modules.payments.definitions import FeeTable
from digigov.modules.registries.definitions import Register

IN_A_SERVICE: tuple[tuple[str, type[Definition]], ...] = (
    (r"service\.yaml", Service),
    (r"form\.yaml", Form),
    (r"fees\.yaml", FeeTable),
    (r"workflow\.yaml", Workflow),
    (r"documents/[^/]+\.yaml", DocumentTemplate),
    (r"messages/[^/]+\.yaml", MessageTemplate),
    (r"examples/[^/]+\.yaml", Example),
)
SHAPES: tuple[tuple[str, type[Definition]], ...] = (
    (r"pack\.yaml", Pack),
    (r"organizations\.yaml", Organizations),
    (r"calendar\.yaml", Calendar),
    (r"registers/[^/]+\.yaml", Register),
    (r"messages/[^/]+\.yaml", MessageTemplate),
    (r"requests/[^/]+\.yaml", RequestGroup),
    (r"articles/[^/]+\.yaml", ArticleText),
    (r"shared/documents/[^/]+\.yaml", DocumentTemplate),
    (r"shared/workflows/[^/]+\.yaml", Workflow),
    *((rf"services/[^/]+/[^/]+/{pattern}", shape) for pattern, shape in IN_A_SERVICE),
)
NEEDED = ("pack.yaml", "organizations.yaml", "calendar.yaml")
NEEDED_IN_A_SERVICE = ("service.yaml", "form.yaml")
BESIDE = re.compile(
    r"(README|NOTICE)\.md|\.gitignore|.*\.(typ|csv|geojson|po|svg|png|jpe?g|woff2|css|scss|json|md|txt)"
)


def shape_of(name: str) -> type[Definition] | None:
    """What a YAML file at that path inside a pack must hold; None when nobody reads it."""
    plugged = ((each.pattern, each.shape) for each in slices())
    return next((shape for pattern, shape in (*SHAPES, *plugged) if re.fullmatch(pattern, name)), None)


@dataclass
class LoadedService:
    """A service's folder: ``services/<ministry>/<id>``. ``files`` go by their name inside it."""

    ministry: str
    id: str
    folder: str
    files: dict[str, SourceFile] = field(default_factory=dict)
    typst: dict[str, str] = field(default_factory=dict)
    shared_workflow: SourceFile | None = None
    casework_faults: Any = None  # what casework found, once it was asked
    outcomes: dict[str, Any] = field(default_factory=dict)  # what came out of walking the examples, by file

    def definition(self, name: str, default: Any = None) -> Any:
        source = self.files.get(name)
        return source.definition if source and source.definition is not None else default

    def of_folder(self, folder: str) -> dict[str, SourceFile]:
        """Files of ``documents``, ``messages`` or ``examples``, by id."""
        return {Path(name).stem: each for name, each in self.files.items() if name.startswith(f"{folder}/")}

    @property
    def service(self) -> Service:
        return self.definition("service.yaml")

    @property
    def form(self) -> Form:
        return self.definition("form.yaml")

    @property
    def fees(self) -> FeeTable:
        return self.definition("fees.yaml", FeeTable())

    @property
    def workflow_file(self) -> SourceFile:
        return self.shared_workflow or self.files["workflow.yaml"]

    @property
    def workflow(self) -> Workflow:
        return self.workflow_file.definition

    @property
    def is_readable(self) -> bool:
        """Whether every file of it took its shape, so that references can be looked at."""
        needed = all(name in self.files for name in NEEDED_IN_A_SERVICE)
        has_workflow = self.shared_workflow is not None or "workflow.yaml" in self.files
        return needed and has_workflow and all(each.definition is not None for each in self.sources())

    def sources(self) -> Iterator[SourceFile]:
        yield from self.files.values()
        if self.shared_workflow is not None:
            yield self.shared_workflow


@dataclass
class LoadedPack:
    """All of a pack. ``files`` holds every YAML file; services also hold their own."""

    root: Path
    files: dict[str, SourceFile] = field(default_factory=dict)
    services: dict[str, LoadedService] = field(default_factory=dict)
    typst: dict[str, str] = field(default_factory=dict)
    context: Any = None  # what questions know of the country, once an example was walked

    def definition(self, name: str) -> Any:
        source = self.files.get(name)
        return source.definition if source else None

    def of_folder(self, folder: str) -> dict[str, SourceFile]:
        """Files directly in a folder of the pack, by id."""
        return {Path(n).stem: f for n, f in self.files.items() if str(Path(n).parent) == folder}

    def of_slice(self, part: Slice) -> dict[str, Any]:
        """The definitions of a room above, by the name of their file."""
        return {name: each.definition for name, each in self.files.items() if re.fullmatch(part.pattern, name)}

    @property
    def pack(self) -> Pack:
        return self.definition("pack.yaml")

    @property
    def organizations(self) -> Organizations:
        return self.definition("organizations.yaml")

    @property
    def calendar(self) -> Calendar:
        return self.definition("calendar.yaml")

    @property
    def is_readable(self) -> bool:
        """Whether the files that every service leans on took their shape."""
        leaned_on = [f for n, f in self.files.items() if not n.startswith("services/")]
        return all(name in self.files for name in NEEDED) and all(f.definition is not None for f in leaned_on)


def read_pack(root: Path) -> LoadedPack:
    """Every file of the folder, each with its troubles; takes shapes where it can. Never raises for what stands in a file."""
    loaded = LoadedPack(root)
    for path in sorted(root.rglob("*")):
        if path.is_file() or path.is_symlink():
            _take(loaded, path)
    for name in NEEDED:
        if name not in loaded.files:
            _missing(loaded, name, name)
    for service in loaded.services.values():
        _complete(loaded, service)
    return loaded


def _take(loaded: LoadedPack, path: Path) -> None:
    name = path.relative_to(loaded.root).as_posix()
    if path.suffix in (".yaml", ".yml") or path.is_symlink():
        source = read(loaded.root, path)
        if shape_of(name) is None and not source.troubles:
            source.trouble("file/unknown")
        loaded.files[name] = source
        _give_to_service(loaded, name, source)
    elif path.suffix == ".typ":
        _take_typst(loaded, name, path)
    elif not BESIDE.fullmatch(path.name):
        source = SourceFile(name)
        source.trouble("file/unknown")
        loaded.files[name] = source


def _give_to_service(loaded: LoadedPack, name: str, source: SourceFile) -> None:
    parts = name.split("/", 3)
    if parts[0] == "services" and len(parts) == 4:
        _service(loaded, parts).files[parts[3]] = source


def _take_typst(loaded: LoadedPack, name: str, path: Path) -> None:
    source = SourceFile(name)
    if path.stat().st_size > 256 * 1024:
        source.trouble("file/too-large", most=256)
        loaded.files[name] = source
        return
    parts = name.split("/", 3)
    holder = _service(loaded, parts).typst if parts[0] == "services" and len(parts) == 4 else loaded.typst
    holder[path.stem] = path.read_text("utf-8", errors="replace")


def _service(loaded: LoadedPack, parts: list[str]) -> LoadedService:
    key = "/".join(parts[:3])
    return loaded.services.setdefault(key, LoadedService(ministry=parts[1], id=parts[2], folder=key))


def _complete(loaded: LoadedPack, service: LoadedService) -> None:
    """Say what is missing in a service's folder, and fetch the workflow that it shares."""
    for name in NEEDED_IN_A_SERVICE:
        if name not in service.files:
            _missing(loaded, f"{service.folder}/{name}", name)
    described = service.files.get("service.yaml")
    shared = (described.data or {}).get("workflow") if described and isinstance(described.data, dict) else None
    if shared:
        service.shared_workflow = loaded.files.get(f"shared/workflows/{shared}.yaml")
    elif "workflow.yaml" not in service.files:
        _missing(loaded, f"{service.folder}/workflow.yaml", "workflow.yaml")


def _missing(loaded: LoadedPack, path: str, name: str) -> None:
    source = SourceFile(path)
    source.trouble("file/missing", name=name)
    loaded.files[path] = source


def take_shape(source: SourceFile) -> list[dict[str, Any]]:
    """Turn a file's data into its definition; gives the errors that keep it from being one."""
    shape = shape_of(source.name)
    if source.data is None or shape is None or source.definition is not None:
        return []
    try:
        source.definition = shape.model_validate(source.data)
    except ValidationError as error:
        return _plain(error.errors(include_url=False), source)
    return []


def _plain(errors: list[Any], source: SourceFile) -> list[dict[str, Any]]:
    """Errors without those that only say that a value is not the other kind of a union."""
    lines = [source.line(tuple(error["loc"])) for error in errors]
    return [
        error
        for error, line in zip(errors, lines, strict=True)
        if not (
            error["type"] in ("tuple_type", "string_type")
            and any(other is not error and near >= line for other, near in zip(errors, lines, strict=True))
            and any(isinstance(part, str) and ("[" in part or part == "constrained-str") for part in error["loc"])
        )
    ]


def content_hash(parts: dict[str, Any]) -> str:
    """The same for the same content, whatever its comments, order of keys or spaces."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
