"""The catalogue of a language: compiled from the pack's PO file. Drafts (``fuzzy``) await a Saint Lucian reviewer."""

from django.conf import settings


def shows_drafts(code: str | None) -> bool:
    """Whether pages in that language hold texts that nobody has reviewed."""
    return code == "acf" and settings.DIGIGOV_SHOW_DRAFT_TRANSLATIONS
