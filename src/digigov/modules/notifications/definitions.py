"""``messages/<id>.yaml``: what is told, by e-mail and SMS. Bodies are sandboxed Jinja2 with the values listed in ``values``."""

from pydantic import Field

from digigov.kernel.definitions import Definition, Name, Slug, Text


class MessageTemplate(Definition):
    """``subject`` and ``email`` are plain text with blank lines between paragraphs; ``sms`` fits in two parts (306 characters)."""

    id: Slug
    subject: Text
    email: Text
    sms: Text | None = Field(default=None, max_length=400)
    values: tuple[Name, ...] = ()
