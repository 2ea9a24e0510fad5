"""Second pass: what an article leans on is there, and its words can be shown."""

from collections.abc import Iterator

from digigov.modules.catalog.pack.faults import Hit, at, rule
from digigov.modules.catalog.pack.folder import LoadedPack
from digigov.modules.knowledge.definitions import ArticleText
from digigov.modules.knowledge.queries import strange_links


@rule("article/id-not-file", "the file is called '{name}', and the article '{id}'", scope="pack")
def id_not_file(pack: LoadedPack) -> Iterator[Hit]:
    """Its address would not be the one that its file promises."""
    for name, source in pack.of_folder("articles").items():
        if source.definition.id != name:
            yield at(source, "id", name=name, id=source.definition.id)


@rule("article/owner-unknown", "there is no unit '{owner}'", scope="pack")
def owner_unknown(pack: LoadedPack) -> Iterator[Hit]:
    """Nobody would look at it again."""
    units = {each.code for each in pack.organizations.organizations}
    for source in pack.of_folder("articles").values():
        if source.definition.owner not in units:
            yield at(source, "owner", owner=source.definition.owner)


@rule("article/topic-unknown", "pack.yaml names no topic '{topic}' of the help centre", scope="pack")
def topic_unknown(pack: LoadedPack) -> Iterator[Hit]:
    """It would stand on no shelf."""
    topics = {each.id for each in pack.pack.help_topics}
    for source in pack.of_folder("articles").values():
        if source.definition.topic not in topics:
            yield at(source, "topic", topic=source.definition.topic)


@rule("article/service-unknown", "there is no service '{service}'", scope="pack")
def service_unknown(pack: LoadedPack) -> Iterator[Hit]:
    """The link would lead nowhere."""
    services = {each.id for each in pack.services.values()}
    for source in pack.of_folder("articles").values():
        for place, service in enumerate(source.definition.services):
            if service not in services:
                yield at(source, "services", place, service=service)


@rule("article/link", "a link leads to '{href}', which is neither a page nor a number nor an address", scope="pack")
def link(pack: LoadedPack) -> Iterator[Hit]:
    """It would be taken out of the page, and people would wonder."""
    for source in pack.of_folder("articles").values():
        for where, body in _bodies(source.definition):
            for href in strange_links(body):
                yield at(source, *where, href=href[:60])


@rule("article/language-unknown", "pack.yaml names no language '{code}'", scope="pack")
def language_unknown(pack: LoadedPack) -> Iterator[Hit]:
    """Nobody could choose it."""
    known = {each.code for each in pack.pack.languages} - {"en"}
    for source in pack.of_folder("articles").values():
        for code in source.definition.translations:
            if code not in known:
                yield at(source, "translations", code, code=code)


@rule("article/alert-without-time", "an alert says from when and until when it is in force", scope="pack")
def alert_without_time(pack: LoadedPack) -> Iterator[Hit]:
    """It would stand on the front page for ever, or never."""
    for source in pack.of_folder("articles").values():
        text = source.definition
        if text.kind == "alert" and not (text.starts_at and text.ends_at and text.starts_at < text.ends_at):
            yield at(source, "kind")


def _bodies(text: ArticleText) -> Iterator[tuple[tuple[str, ...], str]]:
    yield ("body",), text.body
    for code, each in text.translations.items():
        yield ("translations", code, "body"), each.body
