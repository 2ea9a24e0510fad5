"""The Jinja2 environment of every page, message and letter that we write."""

from pathlib import Path
from typing import Any

from django.apps import apps
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, StrictUndefined


def environment(**options: Any) -> Environment:
    """Templates of every installed room (``templates/`` or ``web/templates/``), then the design system's macros."""
    folders = [
        Path(config.path) / place for config in apps.get_app_configs() for place in ("templates", "web/templates")
    ]
    ours = FileSystemLoader([folder for folder in folders if "digigov" in folder.parts and folder.is_dir()])
    made = Environment(  # noqa: S701 - autoescape stands below
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        **{
            **options,
            "loader": ChoiceLoader([ours, PackageLoader("govuk_frontend_jinja")]),
            "undefined": StrictUndefined,
            "autoescape": True,
        },
    )
    made.install_gettext_callables(
        translation.gettext, translation.ngettext, newstyle=True, pgettext=translation.pgettext
    )  # type: ignore[attr-defined]
    made.globals.update(static=static, url=_url, language=translation.get_language)
    return made


def _url(name: str, **values: Any) -> str:
    return reverse(name, kwargs=values or None)
