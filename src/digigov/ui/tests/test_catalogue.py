"""Drafts show in a rehearsal and never in production; keys, placeholders and sources agree."""

import gettext

import pytest
from django.conf import settings
from django.utils import translation

from digigov.ui import catalogue
from digigov.ui.phrases import SUPPORTED

PO = settings.PACK / "translations" / "acf.po"


@pytest.fixture(scope="module")
def messages():
    return [message for message in catalogue.read(PO) if message.id]


@pytest.fixture
def po(tmp_path):
    source = tmp_path / "acf.po"
    source.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "Yes"\nmsgstr "Wi"\n\n#, fuzzy\nmsgid "Pay"\nmsgstr "Péyé"\n'
    )
    return source


def compiled(source, tmp_path, *, drafts):
    made = catalogue.compile_po(source, tmp_path / f"{drafts}.mo", drafts)
    with made.open("rb") as file:
        return gettext.GNUTranslations(file)


def test_production_leaves_out_what_nobody_reviewed(po, tmp_path):
    texts = compiled(po, tmp_path, drafts=False)

    assert (texts.gettext("Yes"), texts.gettext("Pay")) == ("Wi", "Pay")


def test_a_rehearsal_shows_drafts(po, tmp_path):
    texts = compiled(po, tmp_path, drafts=True)

    assert (texts.gettext("Yes"), texts.gettext("Pay")) == ("Wi", "Péyé")


def test_it_is_compiled_only_when_it_changed(po, tmp_path):
    target = tmp_path / "django.mo"

    assert catalogue.compile_po(po, target, False) == target
    assert catalogue.compile_po(po, target, False) is None
    assert catalogue.compile_po(po, target, True) == target
    po.write_text(po.read_text() + '\nmsgid "No"\nmsgstr "Non"\n')
    assert catalogue.compile_po(po, target, True) == target


@pytest.mark.parametrize(
    ("setting", "language", "noted"), [(True, "acf", True), (True, "en", False), (False, "acf", False)]
)
def test_a_page_of_drafts_says_so(client, settings, setting, language, noted):
    settings.DIGIGOV_SHOW_DRAFT_TRANSLATIONS = setting
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language

    text = client.get("/styleguide/").content.decode()

    assert f'<html lang="{language}"' in text
    assert ("dg-awaits-review" in text) is noted


def test_only_what_a_source_supports_is_not_a_draft(messages):
    with translation.override("en"):
        supported = {str(phrase) for phrase in SUPPORTED}

    reviewed = {
        message.id for message in messages if message.string and not message.fuzzy and isinstance(message.id, str)
    }

    assert reviewed - supported == set()
    assert all(message.user_comments for message in messages if message.id in reviewed)


def test_no_translation_lost_a_placeholder():
    assert catalogue.check(PO) == catalogue.Checked()


def test_no_translation_lost_a_line(messages):
    texts = [message for message in messages if isinstance(message.id, str) and message.string]

    assert [m.id for m in texts if m.id.count("\n") != m.string.count("\n")] == []


def test_codes_and_names_of_bodies_are_nobody_s_to_translate(messages):
    keys = {message.id for message in messages if isinstance(message.id, str)}

    assert {"Date of birth", "Police inspector"} <= keys
    assert keys & {"born_on", "record_found", "Ministry of Health and Wellness", "Works, Union"} == set()


def test_dates_are_told_in_kweyol():
    from_pack = dict(zip(["Monday", "November"], ["Lendi", "Novanm"], strict=True))
    with translation.override("acf"):
        assert {english: translation.gettext(english) for english in from_pack} == from_pack


def test_two_that_compile_at_once_end_with_one_file(po, tmp_path, monkeypatch):
    target, write = tmp_path / "django.mo", catalogue.write_mo

    def interrupted(file, texts, **options):
        monkeypatch.setattr(catalogue, "write_mo", write)
        catalogue.compile_po(po, target, True)
        write(file, texts, **options)

    monkeypatch.setattr(catalogue, "write_mo", interrupted)
    catalogue.compile_po(po, target, True)

    assert sorted(each.name for each in tmp_path.glob("django*")) == ["django.from", "django.mo"]
