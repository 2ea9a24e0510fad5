"""
A citizen without JavaScript: fills in a form page by page from a worked example, by plain HTTP.

What is typed into the boxes is made from the example's answers by the same definition that draws the page.
"""

import io
import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from digigov.kernel.actor import Actor
from digigov.kernel.clock import now
from digigov.modules.assurance.testing import make_proved
from digigov.modules.forms import queries as forms
from digigov.modules.forms.definitions import Form, FormPage
from digigov.modules.identity import commands as identity
from digigov.modules.identity.testing import PASSWORD, totp_digits


def a_photo() -> SimpleUploadedFile:
    picture = io.BytesIO()
    Image.new("RGB", (60, 80), (10, 120, 160)).save(picture, "JPEG")
    return SimpleUploadedFile("photo.jpg", picture.getvalue(), "image/jpeg")


def a_pdf() -> SimpleUploadedFile:
    made = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(made)
    return SimpleUploadedFile("paper.pdf", made.getvalue(), "application/pdf")


def typed(page: FormPage, answers: dict[str, Any]) -> dict[str, Any]:
    """What somebody types on a page to give these answers; a file for each file question."""
    form = Form(pages=(page.model_copy(update={"repeat": None, "when": None}),))
    boxes: dict[str, Any] = {}
    for field in forms.fields_of(form, page.id, answers, forms.context_at(now())):
        if field.type == "file":
            if answers.get(field.id):
                takes_only_pdf = field.question.accept == ("pdf",)
                boxes[field.name("new")] = a_pdf() if takes_only_pdf else a_photo()
            continue
        for part, values in field.texts.items():
            boxes[field.name(part)] = list(values) if len(values) != 1 else values[0]
    return {key: value for key, value in boxes.items() if value not in ("", [])}


class Citizen:
    """Walks with a Django test client; ``pages`` are those that were shown, in order. ``digits`` of the app sign, where that is asked."""

    def __init__(self, client: Any, *, language: str = "en", digits: str = "") -> None:
        self.client = client
        self.pages: list[str] = []
        self.language = language
        self.digits = digits

    def begin(self, service: str) -> str:
        self.client.get(f"/services/{service}/")
        answer = self.client.post(f"/apply/{service}/")
        assert answer.status_code == 302, answer.content.decode()[-800:]
        return answer["Location"]

    def fill_in(self, service: str, form: Form, answers: dict[str, Any]) -> str:
        """To the page where the answers are checked, or where the form ends early; returns its address."""
        return self.go_on(self.begin(service), form, answers)

    def go_on(self, place: str, form: Form, answers: dict[str, Any]) -> str:
        """The same, from a draft that was begun."""
        place = self.follow(place)
        for _ in range(60):
            match = re.search(r"/page/([a-z0-9-]+)/", place)
            if match is None:
                return place
            place = self.answer_page(place, forms.page_of(form, match[1]), answers)
        raise AssertionError("the form does not end")

    def answer_page(self, place: str, page: FormPage, answers: dict[str, Any]) -> str:
        if page.id not in self.pages:
            self.pages.append(page.id)
        if page.repeat:
            base = place.split("/page/")[0] + f"/page/{page.id}/"
            for index, item in enumerate(answers.get(page.repeat.id, [])):
                self.post(f"{base}{index}/", typed(page, item))
            return self.follow(self.post(base, {}))
        return self.follow(self.post(place, typed(page, answers)))

    def post(self, place: str, boxes: dict[str, Any]) -> str:
        answer = self.client.post(place, boxes)
        if answer.status_code == 422:
            boxes = {**boxes, **_confirmed(answer)}
            answer = self.client.post(place, boxes)
        assert answer.status_code == 302, f"{place}: {answer.status_code}\n{sentences(answer)}\n{boxes}"
        return answer["Location"]

    def follow(self, place: str) -> str:
        """The address at which redirects end; the page there opens."""
        for _ in range(6):
            answer = self.client.get(place)
            if answer.status_code != 302:
                assert answer.status_code == 200, f"{place}: {answer.status_code}"
                assert f'lang="{self.language}"' in answer.content.decode()
                return place
            place = answer["Location"]
        raise AssertionError(f"{place} goes round in circles")

    def hand_in(self, check: str, form: Form) -> str:
        """Tick the declarations and hand in; returns the reference."""
        boxes = {question.id: "yes" for question in form.declarations}
        place = self.post(check, boxes)
        if "/signing/paper/" in place:
            place = self.sign(place)
        done = self.client.get(place).content.decode()
        found = re.search(r"A\d\d-\d{7}-\d", done)
        assert found, done[-1500:]
        return found[0]

    def sign(self, place: str) -> str:
        """Returns where one is then."""
        return self.post(place, read_and_confirmed(self.client, place, self.digits))


def read_and_confirmed(client: Any, place: str, digits: str) -> dict[str, str]:
    """Read the paper that is to be signed; what one types to confirm with password and app."""
    shown = client.get(place).content.decode()
    assert client.get(f"{place}document/").content.startswith(b"%PDF-")
    digest = re.search(r'name="sha256" value="([0-9a-f]{64})"', shown)
    assert digest, shown[-1500:]
    return {"sha256": digest[1], "read": "yes", "current_password": PASSWORD, "code": digits}


def able_to_sign(account_id: UUID, party_id: UUID) -> str:
    """Somebody shows who they are and sets up an app; the digits that it shows next."""
    at, me = now(), Actor(kind="citizen", account_id=account_id, party_id=party_id)
    make_proved(party_id, at=at)
    secret = identity.begin_totp(by=me, at=at, issuer="Test").secret
    identity.confirm_totp(by=me, at=at, digits=totp_digits(secret, at))
    return totp_digits(secret, at + timedelta(seconds=30))


def _confirmed(answer: Any) -> dict[str, str]:
    """The boxes to be ticked where a register was asked about a number."""
    ticks = re.findall(
        r'<input class="govuk-checkboxes__input" id="(\w+-confirm)"[^>]*value="([^"]+)"', answer.content.decode()
    )
    return dict(ticks)


def sentences(answer: Any) -> str:
    """The sentences of an error summary, for a test's own failure."""
    text = answer.content.decode()
    found = re.search(r'govuk-error-summary__list">(.*?)</ul>', text, re.S)
    return re.sub(r"<[^>]+>|\s+", " ", found[1] if found else text[-1500:])
