"""Second pass: what people are told, and whether whoever sends it knows what it wants to say."""

import re
from collections.abc import Iterator

from pydantic import ValidationError

from digigov.modules.casework.definitions import Step
from digigov.modules.casework.ports import step_types
from digigov.modules.catalog.pack.faults import Hit, at, rule
from digigov.modules.catalog.pack.folder import LoadedPack, LoadedService
from digigov.modules.catalog.pack.reading import SourceFile
from digigov.modules.notifications import queries as notifications

GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà{}[]~\\|^€"
)
TWO_PARTS, TWO_PARTS_UNICODE, VALUE_LENGTH = 306, 134, 20
BRACES = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.S)
VALUE = re.compile(r"\{\{")
TEXTS = ("subject", "email", "sms")


def messages(pack: LoadedPack) -> Iterator[SourceFile]:
    yield from (source for name, source in pack.files.items() if "messages/" in name and source.definition)


def texts_of(source: SourceFile) -> Iterator[tuple[str, str]]:
    yield from ((key, text) for key in TEXTS if (text := getattr(source.definition, key)))


def used_in(text: str) -> frozenset[str]:
    """The values that a text wants; none where it cannot be read, which is another rule's."""
    try:
        return notifications.values_used(text)
    except ValueError:
        return frozenset()


@rule("message/unreadable", "this text cannot be filled in: {why}", scope="pack")
def unreadable(pack: LoadedPack) -> Iterator[Hit]:
    """Nobody would be told."""
    for source in messages(pack):
        for key, text in texts_of(source):
            try:
                notifications.values_used(text)
            except ValueError as error:
                yield at(source, key, why=error)


@rule("message/value-undeclared", "'{value}' is used and not listed in values", scope="pack")
def value_undeclared(pack: LoadedPack) -> Iterator[Hit]:
    """Nobody would see what the message leans on."""
    for source in messages(pack):
        for key, text in texts_of(source):
            for value in sorted(used_in(text) - set(source.definition.values)):
                yield at(source, key, value=value)


@rule("message/value-unused", "'{value}' is listed and never used", scope="pack")
def value_unused(pack: LoadedPack) -> Iterator[Hit]:
    """A leftover, or a slip of the pen in the text."""
    for source in messages(pack):
        used = frozenset().union(*(used_in(text) for _key, text in texts_of(source)))
        readable = all(used_in(text) or "{" not in text for _key, text in texts_of(source))
        for number, value in enumerate(source.definition.values if readable else ()):
            if value not in used:
                yield at(source, "values", number, value=value)


@rule("message/missing", "the window tells '{message}', and no such message stands in messages/", scope="pack")
def missing(pack: LoadedPack) -> Iterator[Hit]:
    """Somebody would wait for a word that nobody wrote."""
    for each in notifications.list_occasions():
        if each.message not in pack.of_folder("messages"):
            yield at(pack.files["pack.yaml"], message=each.message)


@rule("message/never-sent", "nobody sends '{message}'", scope="pack")
def never_sent(pack: LoadedPack) -> Iterator[Hit]:
    """Words that nobody will ever read, or a slip of the pen in its name."""
    shared = set(pack.of_folder("messages"))
    told = {each.message for each in notifications.list_occasions()} | _unless_named_otherwise()
    for service in pack.services.values():
        if service.is_readable:
            own = set(service.of_folder("messages"))
            sent = told | {message for _number, _step, message, _gives in sent_by_steps(service)}
            yield from _unsent(service.of_folder("messages"), sent)
            told |= sent - own
    yield from _unsent({name: pack.files[f"messages/{name}.yaml"] for name in shared}, told)


def _unless_named_otherwise() -> set[str]:
    """What steps send whose definition names no message."""
    fields = (plug.parameters.model_fields.get("message") for plug in step_types().values())
    return {field.default for field in fields if field and not field.is_required()}


def _unsent(written: dict[str, SourceFile], sent: set[str]) -> Iterator[Hit]:
    for name, source in written.items():
        if name not in sent:
            yield at(source, "id", message=name)


@rule("message/value-never-given", "'{value}' is wanted, and {sender} does not give it", scope="pack")
def value_never_given(pack: LoadedPack) -> Iterator[Hit]:
    """The message would go out with a gap."""
    shared = pack.of_folder("messages")
    for each in notifications.list_occasions():
        if each.message in shared:
            yield from _gaps(shared[each.message], each.gives, "the window, when it sends this message,")
    for service in pack.services.values():
        if service.is_readable:
            own = service.of_folder("messages")
            for each in notifications.list_occasions():
                if each.message in own:
                    yield from _gaps(own[each.message], each.gives, "the window, when it sends this message,")
            for _number, step, message, gives in sent_by_steps(service):
                if source := own.get(message) or shared.get(message):
                    yield from _gaps(source, gives, f"the step '{step.id}' of {service.id}")


def sent_by_steps(service: LoadedService) -> Iterator[tuple[int, Step, str, frozenset[str]]]:
    """Steps that send a message (their number first), with its id and the values that it gets."""
    types = step_types()
    for number, step in enumerate(service.workflow.steps):
        if plug := types.get(step.type):
            try:
                message = getattr(plug.parameters.model_validate(step.parameters), "message", None)
            except ValidationError:
                continue
            if message:
                yield number, step, message, plug.gives


def _gaps(source: SourceFile, gives: frozenset[str], sender: str) -> Iterator[Hit]:
    for number, value in enumerate(source.definition.values):
        if value not in gives:
            yield at(source, "values", number, value=value, sender=sender)


@rule("message/braces", "the braces do not pair up", scope="pack")
def braces(pack: LoadedPack) -> Iterator[Hit]:
    """The template could not be filled in."""
    for source in messages(pack):
        for key in ("subject", "email", "sms"):
            rest = BRACES.sub("", getattr(source.definition, key) or "")
            if any(mark in rest for mark in ("{{", "}}", "{%", "%}")):
                yield at(source, key)


@rule("message/sms-too-long", "the SMS takes about {length} characters, and two parts hold {most}", scope="pack")
def sms_too_long(pack: LoadedPack) -> Iterator[Hit]:
    """A third part costs again, and some phones show it alone."""
    for source in messages(pack):
        text = source.definition.sms or ""
        bare = BRACES.sub("", text)
        length = len(bare) + VALUE_LENGTH * len(VALUE.findall(text))
        most = TWO_PARTS if set(bare) <= GSM else TWO_PARTS_UNICODE
        if length > most:
            yield at(source, "sms", length=length, most=most)
