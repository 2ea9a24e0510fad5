"""The Jinja2 environment of every page, message and letter that we write."""

from pathlib import Path
from typing import Any

from django.apps import apps
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, FileSystemLoader, PackageLoader, PrefixLoader

from digigov.ui import format as formats
from digigov.ui import navigation

# Names that the design system's macros read before they set them, or never set.
THEIRS = {
    None, "caller", "null", "undefined", "hasHint", "hintId", "itemHintId", "itemDescribedBy", "errorId", "isChecked",
    "dateInputItems", "listClasses", "labelHtml", "successBanner", "typeClass", "title", "role", "effectiveValue",
}  # fmt: skip


class Undefined(ChainableUndefined):
    """A name that a page forgot to give is a fault; a key that a macro's parameters leave out is nothing, as they expect."""

    def _strict(self) -> bool:
        return self._undefined_name not in THEIRS and not isinstance(self._undefined_obj, dict)

    def __str__(self) -> str:
        return self._fail_with_undefined_error() if self._strict() else ""

    def __bool__(self) -> bool:
        return self._fail_with_undefined_error() if self._strict() else False

    def __iter__(self) -> Any:
        return self._fail_with_undefined_error() if self._strict() else iter(())

    def __len__(self) -> int:
        return self._fail_with_undefined_error() if self._strict() else 0


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
            "loader": ChoiceLoader(
                [ours, PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})]
            ),
            "undefined": Undefined,
            "autoescape": True,
        },
    )
    made.install_gettext_callables(  # type: ignore[attr-defined] # the i18n extension adds it
        translation.gettext, translation.ngettext, newstyle=True, pgettext=translation.pgettext
    )
    made.policies["ext.i18n.trimmed"] = True
    made.globals.update(_=_translate, static=static, url=_url, language=translation.get_language, nav=navigation.nav)
    made.filters.update(formats.FILTERS)
    return made


def _url(name: str, /, **values: Any) -> str:
    return reverse(name, kwargs=values or None)


def _translate(text: Any, **values: Any) -> str:
    """``_("Fee")``, ``_(service.name)``: also for texts of the pack, which may hold a percent sign. Escaped where it is shown."""
    found = translation.gettext(str(text)) if text else ""
    return found % values if values else found
