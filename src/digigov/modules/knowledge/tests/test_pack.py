"""Articles of a pack: published, changed, retired, and left alone where a desk has written."""

import pytest
from django.db import IntegrityError, transaction

from digigov.kernel.errors import NotAllowed, NotFound
from digigov.kernel.paging import Page
from digigov.modules.knowledge import commands, queries
from digigov.modules.knowledge.definitions import ArticleText
from digigov.modules.knowledge.models import Version
from digigov.modules.knowledge.testing import AT, id_of, in_pack, load, text
from digigov.modules.organizations.testing import make_officer

pytestmark = pytest.mark.usefixtures("country")
ACF = {"acf": {"title": "Kat mwen pèdi", "summary": "Mandé yon lòt kat.", "body": "Alé an biwo-a èk yon foto."}}


def titles(language="en"):
    return [each.title for each in queries.list_articles(at=AT, language=language, page=Page())]


def test_what_the_pack_says_is_read_and_found():
    load(in_pack())

    assert titles() == ["My card is lost"]
    assert "<strong>office</strong>" in queries.get_article(code="lost-card", language="en", at=AT).html
    assert [each.code for each in queries.suggest(text="lost card", language="en", at=AT)] == ["lost-card"]


def test_the_same_again_changes_nothing_and_a_change_is_a_new_version():
    load(in_pack())
    load(in_pack())
    assert Version.objects.count() == 1

    load(in_pack(title="My card is lost or stolen"))
    assert titles() == ["My card is lost or stolen"]
    assert [each.number for each in Version.objects.order_by("number")] == [1, 2]


def test_a_published_version_never_changes():
    load(in_pack())

    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.update(body="Pay me instead.")


def test_what_left_the_pack_is_retired_and_comes_back_with_it():
    load(in_pack())
    load()
    assert titles() == [] and queries.suggest(text="lost card", language="en", at=AT) == ()
    with pytest.raises(NotFound):
        queries.get_article(code="lost-card", language="en", at=AT)

    load(in_pack())
    assert titles() == ["My card is lost"]


def test_what_a_desk_has_published_stays(writer, approver):
    load(in_pack())
    version = commands.begin_version(by=writer, at=AT, article_id=id_of("lost-card"))
    commands.save_version(by=writer, at=AT, version_id=version, revision=1, text=text(title="Ours now"))
    commands.send_for_approval(by=writer, at=AT, version_id=version, revision=2)
    commands.approve_version(by=approver, at=AT, version_id=version)

    load(in_pack(title="The pack's"))
    assert titles() == ["Ours now"]
    load()
    assert titles() == ["Ours now"]


def test_what_a_desk_has_retired_stays_out(approver):
    load(in_pack())
    commands.retire_article(by=approver, at=AT, article_id=id_of("lost-card"), reason="Nobody asks any more.")

    load(in_pack(title="The pack says more"))
    assert titles() == []


def test_a_draft_translation_is_shown_only_where_drafts_are(settings):
    load(in_pack(translations=ACF))

    settings.DIGIGOV_SHOW_DRAFT_TRANSLATIONS = False
    assert titles("acf") == ["My card is lost"]
    settings.DIGIGOV_SHOW_DRAFT_TRANSLATIONS = True
    shown = queries.get_article(code="lost-card", language="acf", at=AT).card
    assert (shown.title, shown.language, shown.awaits_review) == ("Kat mwen pèdi", "acf", True)


def test_a_translation_that_somebody_reviewed_is_shown(settings):
    settings.DIGIGOV_SHOW_DRAFT_TRANSLATIONS = False
    load(in_pack(translations={"acf": ACF["acf"] | {"reviewed_by": "A fictional reviewer"}}))

    shown = queries.get_article(code="lost-card", language="acf", at=AT).card
    assert (shown.title, shown.awaits_review) == ("Kat mwen pèdi", False)


def test_its_other_language_leads_to_it():
    load(in_pack(translations=ACF))

    assert [each.code for each in queries.suggest(text="kat mwen pèdi", language="en", at=AT)] == ["lost-card"]


def test_an_alert_is_in_force_from_until():
    times = {"starts_at": "2026-06-02T07:00:00-04:00", "ends_at": "2026-06-03T19:00:00-04:00"}
    load(in_pack("storm", kind="alert", title="Offices are closed", **times))
    before, during, after = (AT.replace(day=1), AT, AT.replace(day=4))

    assert [len(queries.alerts_in_force(at=at, language="en")) for at in (before, during, after)] == [0, 1, 0]
    assert [queries.count_articles(at=at) for at in (before, during, after)] == [0, 1, 0]
    with pytest.raises(NotFound):
        queries.get_article(code="storm", language="en", at=before)
    assert queries.get_article(code="storm", language="en", at=after)


def test_only_the_machine_or_a_loader_loads():
    with pytest.raises(NotAllowed):
        commands.load_articles(by=make_officer(), at=AT, topics=[], definitions=[in_pack()])
    assert titles() == []


def test_a_day_and_a_moment_are_such():
    for wrong in ({"review_on": "2027-02-30"}, {"starts_at": "2026-06-02T07:00:00"}, {"ends_at": "soon"}):
        with pytest.raises(ValueError):
            ArticleText.model_validate(in_pack().model_dump() | wrong)
