"""Files: ids of what was uploaded for this application."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from digigov.modules.forms.definitions import Question
from digigov.modules.forms.questions.base import Context, Fault, FileFacts, QuestionKind, Raw

MEDIA_TYPES = {"pdf": "application/pdf", "jpeg": "image/jpeg", "png": "image/png"}
ENDINGS = {"pdf": ".pdf", "jpeg": ".jpg,.jpeg", "png": ".png"}
ANY_KIND = ("pdf", "jpeg", "png")


class Files(QuestionKind):
    """Boxes: ``id`` (kept), ``id-remove`` (ticked to be left out); new ones come as ``id-new`` and ``id-camera``."""

    missing = _("Choose a file, or take a photo of the paper.")
    parts = ("", "remove", "new", "camera")

    def parse(self, question: Question, raw: Raw) -> list[str] | None:
        removed = raw.all("remove")
        return [each for each in dict.fromkeys(raw.all()) if each and each not in removed] or None

    def check(self, question: Question, value: Any, context: Context) -> list[str]:
        if not isinstance(value, list | tuple) or not value:
            raise Fault(self.missing)
        ids = [_file_id(each) for each in dict.fromkeys(map(str, value))]
        if len(ids) > question.max_files:
            raise Fault(
                _("Add one file only.")
                if question.max_files == 1
                else _("Add no more than %(most)s files.") % {"most": question.max_files}
            )
        for each in ids if context.files is not None else ():
            self._check_file((context.files or {}).get(each), question)
        return ids

    def boxes(self, question: Question, value: Any) -> dict[str, tuple[str, ...]]:
        return {"": tuple(value)}

    def display(self, question: Question, value: Any, context: Context) -> tuple[str, ...]:
        known = context.files or {}
        return tuple(known[each].name if each in known else each for each in value)

    def extras(self, question: Question, value: Any, context: Context) -> dict[str, Any]:
        kinds = question.accept or ANY_KIND
        known = context.files or {}
        return {
            "files": tuple(known.get(each) or FileFacts(each, each, "", 0) for each in value or ()),
            "accept": ",".join(f"{ENDINGS[kind]},{MEDIA_TYPES[kind]}" for kind in kinds),
            "takes_photos": any(kind in ("jpeg", "png") for kind in kinds),
            "max_files": question.max_files,
        }

    def _check_file(self, facts: FileFacts | None, question: Question) -> None:
        if facts is None:
            raise Fault(_("This file did not arrive. Choose it again."))
        kinds = question.accept or ANY_KIND
        if facts.kind not in kinds:
            raise Fault(
                _("%(name)s is of a kind that is not taken here. Use: %(kinds)s.")
                % {"name": facts.name, "kinds": ", ".join(kind.upper() for kind in kinds)}
            )


def _file_id(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError as error:
        raise Fault(_("This file did not arrive. Choose it again.")) from error
