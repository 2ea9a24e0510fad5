"""Writing, approving by somebody else, sending back, retiring, looking again."""

from datetime import date

import pytest

from digigov.kernel.errors import InvalidInput, NotAllowed, NotFound
from digigov.kernel.paging import Page
from digigov.modules.audit.commands import Purpose
from digigov.modules.casework import commands as casework
from digigov.modules.casework import queries as cases
from digigov.modules.knowledge import commands, queries
from digigov.modules.knowledge.models import Article, Translation, Version
from digigov.modules.knowledge.testing import APPROVER, AT, UNIT, WRITER, id_of, in_pack, load, make_draft, text
from digigov.modules.organizations.testing import make_officer

pytestmark = pytest.mark.usefixtures("country")


def read_by_all():
    return [each.code for each in queries.list_articles(at=AT, language="en", page=Page())]


def sent(writer, **other):
    version = make_draft(writer, **other)
    commands.send_for_approval(by=writer, at=AT, version_id=version, revision=1)
    return version


def waiting_work(officer):
    return [each.title for each in cases.list_queue(viewer=officer, at=AT, filters=cases.QueueFilters(), page=Page())]


def test_one_writes_another_approves_and_then_all_read_it(writer, approver):
    version = sent(writer)
    assert read_by_all() == []
    assert waiting_work(approver) == ["My passport got wet"]

    commands.approve_version(by=approver, at=AT, version_id=version)
    assert read_by_all() == ["wet-passport"]
    assert waiting_work(approver) == []
    kept = Version.objects.get(id=version)
    assert (kept.state, kept.approved_by_id) == ("published", approver.party_id)


def test_nobody_approves_what_they_wrote(approver):
    version = sent(approver)

    with pytest.raises(commands.OtherEyes):
        commands.approve_version(by=approver, at=AT, version_id=version)
    with pytest.raises(commands.OtherEyes):
        commands.return_version(by=approver, at=AT, version_id=version, reason="I do not like it.")
    assert waiting_work(approver) == []  # its case is kept from them too
    assert read_by_all() == []


def test_whoever_saved_last_is_its_writer(writer, approver):
    version = make_draft(writer)
    commands.save_version(by=approver, at=AT, version_id=version, revision=1, text=text(title="Mended by me"))
    commands.send_for_approval(by=writer, at=AT, version_id=version, revision=2)

    with pytest.raises(commands.OtherEyes):
        commands.approve_version(by=approver, at=AT, version_id=version)


@pytest.mark.parametrize("role", ["records-clerk", WRITER])
def test_approving_takes_the_permission(writer, role):
    version = sent(writer)

    with pytest.raises(NotAllowed):
        commands.approve_version(by=make_officer(unit=UNIT, role=role), at=AT, version_id=version)


def test_in_another_unit_nobody_may(writer):
    version = sent(writer)
    elsewhere = make_officer(unit="treasury", role=APPROVER)

    with pytest.raises(NotAllowed):
        commands.approve_version(by=elsewhere, at=AT, version_id=version)
    with pytest.raises(NotAllowed):
        make_draft(elsewhere, code="another")
    with pytest.raises(NotAllowed):
        queries.get_version(viewer=elsewhere, version_id=version)
    assert list(queries.list_articles_at_desk(viewer=elsewhere, at=AT, page=Page())) == []


def test_sent_back_with_a_reason_it_is_mended_and_sent_again(writer, approver):
    version = sent(writer)
    with pytest.raises(InvalidInput):
        commands.return_version(by=approver, at=AT, version_id=version, reason=" ")
    commands.return_version(by=approver, at=AT, version_id=version, reason="Say where the office is.")
    shown = queries.get_version(viewer=writer, version_id=version)
    assert (shown.state, shown.reason) == ("returned", "Say where the office is.")

    commands.save_version(
        by=writer, at=AT, version_id=version, revision=1, text=text(body="The office is in Castries.")
    )
    commands.send_for_approval(by=writer, at=AT, version_id=version, revision=2)
    commands.approve_version(by=approver, at=AT, version_id=version)
    assert read_by_all() == ["wet-passport"]


def test_what_was_decided_on_the_page_of_the_case_takes_effect_once(writer, approver):
    version = sent(writer)
    case_id = Version.objects.get(id=version).case_id
    view = cases.get_case(viewer=approver, at=AT, case_id=case_id, purpose=Purpose("work-on-case"))
    casework.complete_task(by=approver, at=AT, task_id=view.tasks[0].id, outcome="approve")

    for _twice in range(2):
        commands.settle_case(at=AT, case_id=case_id, outcome="granted")
    assert read_by_all() == ["wet-passport"]
    assert Version.objects.get(id=version).approved_by_id == approver.party_id


def test_a_second_editor_is_told_and_the_first_text_stays(writer, approver):
    version = make_draft(writer)
    commands.save_version(by=writer, at=AT, version_id=version, revision=1, text=text(title="By the first"))

    with pytest.raises(commands.EditedMeanwhile) as told:
        commands.save_version(by=approver, at=AT, version_id=version, revision=1, text=text(title="By the second"))
    assert (told.value.title, told.value.revision) == ("By the first", 2)
    with pytest.raises(commands.EditedMeanwhile):
        commands.send_for_approval(by=approver, at=AT, version_id=version, revision=1)
    assert Version.objects.get(id=version).title == "By the first"


def test_what_waits_or_is_published_is_not_written_in(writer, approver):
    version = sent(writer)
    for _state in ("waiting", "published"):
        with pytest.raises(commands.NotADraft):
            commands.save_version(by=writer, at=AT, version_id=version, revision=1, text=text())
        with pytest.raises(commands.NotADraft):
            commands.send_for_approval(by=writer, at=AT, version_id=version, revision=1)
        if _state == "waiting":
            commands.approve_version(by=approver, at=AT, version_id=version)


def test_a_new_version_begins_with_the_words_of_now_and_is_one(writer, approver):
    load(in_pack())
    first = commands.begin_version(by=writer, at=AT, article_id=id_of("lost-card"))

    assert commands.begin_version(by=approver, at=AT, article_id=id_of("lost-card")) == first
    assert queries.get_version(viewer=writer, version_id=first).title == "My card is lost"
    commands.save_version(
        by=writer, at=AT, version_id=first, revision=1, text=text(title="My card is gone", words=("card",))
    )
    changed = dict(queries.differences_of(viewer=writer, version_id=first))
    assert [(line.is_now, line.text) for line in changed["title"]] == [
        ("gone", "My card is lost"),
        ("new", "My card is gone"),
    ]


def test_a_name_is_taken_once_and_must_be_one(writer):
    make_draft(writer)
    with pytest.raises(commands.ArticleKnown):
        make_draft(writer)
    for wrong in (
        {"code": "Not A Slug"},
        {"code": "search"},
        {"kind": "poem"},
        {"unit": UNIT, "review_on": date(2026, 6, 1)},
    ):
        with pytest.raises(InvalidInput):
            make_draft(writer, **({"code": "other"} | wrong))


def test_a_translation_is_a_draft_until_another_has_approved_it(writer, approver, settings):
    settings.DIGIGOV_SHOW_DRAFT_TRANSLATIONS = False
    load(in_pack())
    live = Article.objects.get(code="lost-card").live_id
    words = text(title="Kat mwen pèdi", summary="Mandé yon lòt.", body="Alé an biwo-a èk yon foto.")
    key = {"at": AT, "version_id": live, "language": "acf"}
    commands.save_translation(by=approver, **key, revision=0, text=words)
    assert queries.get_article(code="lost-card", language="acf", at=AT).card.title == "My card is lost"

    with pytest.raises(commands.OtherEyes):
        commands.approve_translation(by=approver, **key, revision=1)
    with pytest.raises(NotAllowed):
        commands.approve_translation(by=writer, **key, revision=1)
    other = make_officer(unit=UNIT, role=APPROVER)
    with pytest.raises(commands.EditedMeanwhile):
        commands.approve_translation(by=other, **key, revision=0)
    commands.approve_translation(by=other, **key, revision=1)
    assert queries.get_article(code="lost-card", language="acf", at=AT).card.title == "Kat mwen pèdi"
    with pytest.raises(commands.NotADraft):
        commands.save_translation(by=writer, **key, revision=1, text=words)
    with pytest.raises(NotFound):
        commands.save_translation(by=writer, **(key | {"language": "fr"}), revision=0, text=words)


def test_translations_come_along_as_drafts(writer):
    said = {"title": "Kat mwen pèdi", "summary": "Mandé yon lòt.", "body": "Alé an biwo-a èk yon foto."}
    load(in_pack(translations={"acf": said | {"reviewed_by": "Somebody"}}))

    version = commands.begin_version(by=writer, at=AT, article_id=id_of("lost-card"))
    copied = Translation.objects.get(version_id=version)
    assert (copied.title, copied.approved_at, copied.reviewed_by) == ("Kat mwen pèdi", None, "")


def test_an_article_is_retired_with_a_reason(writer, approver):
    load(in_pack())
    key = {"at": AT, "article_id": id_of("lost-card")}
    with pytest.raises(NotAllowed):
        commands.retire_article(by=writer, **key, reason="Nobody needs it.")
    with pytest.raises(InvalidInput):
        commands.retire_article(by=approver, **key, reason="")
    commands.retire_article(by=approver, **key, reason="Nobody needs it.")
    assert read_by_all() == [] and queries.suggest(text="lost card", language="en", at=AT) == ()


def test_what_is_due_is_a_case_of_its_owner_until_somebody_has_looked(approver):
    load(in_pack(review_on="2026-06-01"), in_pack("later", review_on="2026-06-03"))
    assert [commands.open_reviews(at=AT), commands.open_reviews(at=AT)] == [1, 0]
    assert waiting_work(approver) == ["My card is lost"]
    due = queries.list_articles_at_desk(viewer=approver, at=AT, page=Page(), state="due")
    assert [each.code for each in due] == ["lost-card"]

    key = {"by": approver, "at": AT, "article_id": id_of("lost-card")}
    for wrong in (date(2026, 6, 2), date(2030, 1, 1)):
        with pytest.raises(InvalidInput):
            commands.confirm_article(**key, review_on=wrong)
    commands.confirm_article(**key, review_on=date(2027, 6, 1))
    assert waiting_work(approver) == []
    assert Article.objects.get(code="lost-card").review_on == date(2027, 6, 1)
