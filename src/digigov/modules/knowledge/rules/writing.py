"""What a text must be before it is kept, and what it must be before it is sent for approval."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from digigov.modules.knowledge.rules.markdown import SCHEMES, links_of

Fault = str  # a code; ``wording`` has its sentence
MOST = {"title": 120, "summary": 240, "body": 20_000}
MOST_WORDS, LONGEST_WORD = 30, 60


@dataclass(frozen=True, slots=True)
class Text:
    """What a writer gives. ``words`` are what people say when they mean it."""

    title: str
    summary: str
    body: str
    words: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    topic: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None

    def as_fields(self) -> dict[str, Any]:
        return {
            "title": self.title.strip(),
            "summary": " ".join(self.summary.split()),
            "body": self.body.replace("\r\n", "\n").strip(),
            "words": [each.strip() for each in self.words if each.strip()],
        }


def faults_of(text: Text, *, is_alert: bool = False) -> dict[str, Fault]:
    """By field, what must be mended before it can be kept."""
    found: dict[str, Fault] = {}
    if not 5 <= len(text.title.strip()) <= MOST["title"]:
        found["title"] = "title"
    if not 5 <= len(text.summary.strip()) <= MOST["summary"]:
        found["summary"] = "summary"
    if not 20 <= len(text.body.strip()) <= MOST["body"]:
        found["body"] = "body"
    elif strange_links(text.body):
        found["body"] = "link"
    if len(text.words) > MOST_WORDS or any(len(each) > LONGEST_WORD for each in text.words):
        found["words"] = "words"
    if is_alert:
        found |= _times(text)
    return found


def strange_links(body: str) -> list[str]:
    """Links that lead neither to a page, nor to a telephone or an address for mail."""
    return [href for href in links_of(body) if not _is_plain(href)]


def _is_plain(href: str) -> bool:
    scheme, colon, _rest = href.partition(":")
    return (colon and scheme.lower() in SCHEMES) or (href.startswith(("/", "#")) and not href.startswith("//"))


def _times(text: Text) -> dict[str, Fault]:
    if text.starts_at is None or text.ends_at is None:
        return {"ends_at": "no-times"}
    if text.ends_at <= text.starts_at:
        return {"ends_at": "ends-first"}
    return {}
