"""Articles at the desk: written by one, approved by another, and what readers said."""

import re

import pytest
from django.apps import apps
from django.test import Client

from digigov.modules.identity.testing import load_messages, make_account, sign_in
from digigov.modules.knowledge import commands
from digigov.modules.knowledge.testing import APPROVER, AT, ROLES, UNIT, WRITER, id_of, in_pack, load
from digigov.modules.organizations.testing import ORGANIZATIONS, make_holder, make_organizations
from digigov.modules.parties.testing import make_person

pytestmark = pytest.mark.django_db
Article, Version = (apps.get_model("knowledge", name) for name in ("Article", "Version"))
HERE = "/desk/articles/"
DAY = {"review_on-day": "1", "review_on-month": "6", "review_on-year": "2028"}
TYPED = {
    "code": "wet-passport", "kind": "question", "unit": UNIT, "topic": "papers", "title": "My passport got wet",
    "summary": "Ask for another one.", "body": "Go to the **office** with it.\n\n- your card", "words": "wet passport\r\nsoaked", **DAY,
}  # fmt: skip


@pytest.fixture(autouse=True)
def _island():
    load_messages()
    make_organizations(roles=[*ORGANIZATIONS["roles"], *ROLES])
    load(in_pack())


def officer(role, unit=UNIT):
    client = Client()
    sign_in(
        client, make_account(party_id=make_holder(party_id=make_person(), unit=unit, role=role)), second_factor=True
    )
    return client


@pytest.fixture
def writer():
    return officer(WRITER)


@pytest.fixture
def approver():
    return officer(APPROVER)


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def revision(answer):
    return re.search(r'name="revision" value="(\d+)"', answer.content.decode())[1]


def written(writer):
    """An article begun by this officer: its page, and that of its draft."""
    edit = writer.post(f"{HERE}new/", TYPED).url
    return f"{HERE}{id_of('wet-passport')}/", edit


def test_from_a_draft_to_what_all_read(writer, approver, client):
    page, edit = written(writer)
    preview = writer.post(edit, {**TYPED, "title": "My passport is soaked", "preview": "yes", "revision": "1"})
    assert "<strong>office</strong>" in preview.content.decode() and Version.objects.get(title="My passport got wet")
    assert writer.post(edit, {**TYPED, "title": "My passport is soaked", "revision": "1"}).url == page
    writer.post(f"{page}answer/", {"answer": "send", "revision": revision(writer.get(page))})
    assert "Somebody else of this office must read" in text_of(writer.get(page))

    queue = approver.get("/desk/").content.decode()
    case = re.search(r'href="(/desk/cases/K\d\d-\d+-\d/)"', queue)[1]
    assert approver.get(case).url == page
    assert "wet passport · soaked" in text_of(approver.get(page))
    approver.post(f"{page}answer/", {"answer": "approve"})
    assert "My passport is soaked" in text_of(client.get("/help/wet-passport/"))


def test_sent_back_with_a_reason_which_the_writer_reads(writer, approver):
    page, _edit = written(writer)
    writer.post(f"{page}answer/", {"answer": "send", "revision": "1"})
    assert approver.post(f"{page}answer/", {"answer": "return", "reason": ""}).status_code == 422
    approver.post(f"{page}answer/", {"answer": "return", "reason": "Say where the office is."})

    assert "Say where the office is." in text_of(writer.get(page))


def test_nobody_approves_their_own(approver):
    page, _edit = written(approver)
    approver.post(f"{page}answer/", {"answer": "send", "revision": "1"})

    assert approver.post(f"{page}answer/", {"answer": "approve"}).status_code == 403
    assert Article.objects.get(code="wet-passport").live is None


def test_a_second_editor_is_told_keeps_what_they_typed_and_can_save_it(writer, approver):
    _page, edit = written(writer)
    seen = revision(approver.get(edit))
    writer.post(edit, {**TYPED, "body": "What the first editor wrote here.", "revision": seen})

    for more in ({}, {"preview": "yes"}):  # a look in between does not make the older text the newer
        told = approver.post(edit, {**TYPED, "body": "What the second editor wrote here.", "revision": seen, **more})
    told = approver.post(edit, {**TYPED, "body": "What the second editor wrote here.", "revision": revision(told)})
    assert told.status_code == 409
    assert "What the first editor wrote" in text_of(told) and "What the second editor wrote" in text_of(told)
    approver.post(edit, {**TYPED, "body": "What both of them wrote here.", "revision": revision(told)})
    assert Version.objects.get(article__code="wet-passport").body == "What both of them wrote here."


def test_what_must_be_mended_stands_beside_its_box(writer):
    answer = writer.post(
        f"{HERE}new/", {**TYPED, "title": "x", "body": "Look [here](ftp://files.example/form) for it."}
    )

    assert answer.status_code == 422
    assert "Write a title of 5 to 120 characters." in text_of(answer) and "A link must begin" in text_of(answer)
    for wrong in (
        {"review_on-day": "99"},
        {"starts_at-day": "1", "starts_at-month": "2", "starts_at-year": "2027", "starts_at-time": "late"},
    ):
        assert writer.post(f"{HERE}new/", {**TYPED, **wrong}).status_code == 422
    written(writer)
    assert "There is an article of that name already" in text_of(writer.post(f"{HERE}new/", TYPED))


def test_a_translation_is_written_beside_the_english_and_approved_by_another(writer, approver, client, settings):
    settings.DIGIGOV_SHOW_DRAFT_TRANSLATIONS = False
    live = Article.objects.get(code="lost-card").live_id
    page = f"{HERE}versions/{live}/acf/"
    said = {"title": "Kat mwen pèdi", "summary": "Mandé yon lòt.", "body": "Alé an biwo-a èk yon foto."}
    assert writer.post(page, {**said, "revision": "0"}).status_code == 302
    assert "approve" not in writer.get(page).content.decode().split("<form")[-1]
    assert "a draft that awaits a reviewer" in text_of(writer.get(f"{HERE}{id_of('lost-card')}/"))

    approver.post(page, {"approve": "yes", "revision": "1"})
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "acf"
    assert "Kat mwen pèdi" in text_of(client.get("/help/lost-card/"))
    assert "To change it, write a new version" in text_of(writer.get(page))
    assert writer.get(f"{HERE}versions/{live}/en/").status_code == 404


def test_versions_and_what_changed(writer):
    page = f"{HERE}{id_of('lost-card')}/"
    edit = writer.post(f"{page}begin/").url
    writer.post(edit, {**TYPED, "title": "My card is gone", "revision": "1"})

    shown = text_of(writer.get(f"{page}versions/"))
    assert "Gone: − My card is lost" in shown and "New: + My card is gone" in shown
    assert "the country pack" in shown
    assert writer.get(f"{page}versions/?number=1").status_code == 200
    assert writer.get(f"{page}versions/?page=9999").status_code == 404


def test_looked_at_again_and_retired(approver, client):
    page = f"{HERE}{id_of('lost-card')}/"
    commands.open_reviews(at=AT.replace(year=2027))
    assert re.search(r'href="(/desk/cases/K[^"]+)"', approver.get("/desk/").content.decode())
    assert approver.post(f"{page}answer/", {"answer": "right"}).status_code == 422
    approver.post(f"{page}answer/", {"answer": "right", **DAY})
    assert not re.search(r'href="(/desk/cases/K[^"]+)"', approver.get("/desk/").content.decode())

    assert approver.post(f"{page}answer/", {"answer": "retire", "reason": ""}).status_code == 422
    approver.post(f"{page}answer/", {"answer": "retire", "reason": "Nobody needs it."})
    assert client.get("/help/lost-card/").status_code == 404
    assert "Nobody needs it." in text_of(approver.get(page))


def test_what_readers_said_and_what_nobody_found(writer):
    commands.give_feedback(at=AT, code="lost-card", language="en", useful=False, why="<b>Where</b> is it?")
    for _each in range(3):
        commands.note_search(at=AT, text="drone permit", language="en", found=0)
    page = writer.get(f"{HERE}readers/")

    assert "drone permit" in text_of(page) and "&lt;b&gt;Where&lt;/b&gt;" in page.content.decode()
    assert writer.get(f"{HERE}readers/?why").status_code == 200


@pytest.mark.parametrize("answer", ["", "send", "approve", "return", "nonsense"])
def test_what_cannot_be_is_said(writer, answer):
    page = f"{HERE}{id_of('lost-card')}/"

    assert writer.post(f"{page}answer/", {"answer": answer, "revision": "x"}).status_code in (409, 422)


def test_the_list_by_owner_and_state(writer):
    assert "My card is lost" in text_of(writer.get(HERE))
    assert "My card is lost" not in text_of(writer.get(f"{HERE}?state=draft"))
    assert "My card is lost" in text_of(writer.get(f"{HERE}?state=live&unit={UNIT}&q=card"))


def test_others_see_nothing():
    page = f"{HERE}{id_of('lost-card')}/"

    for role, unit in (("records-clerk", UNIT), (WRITER, "treasury")):
        assert officer(role, unit).get(page).status_code == 403
    assert officer("records-clerk").get(HERE).status_code == 403
    assert "My card is lost" not in text_of(officer(WRITER, "treasury").get(HERE))
    assert Client().get(HERE).status_code == 302
