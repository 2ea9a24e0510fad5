"""An officer without JavaScript: takes a case on the desk, writes down what was found and decides."""

import re
from datetime import datetime
from typing import Any
from uuid import UUID

from django.test import Client

from digigov.kernel.clock import local, now
from digigov.modules.casework.definitions import Step
from digigov.modules.forms.definitions import FormPage
from digigov.modules.forms.queries import parse_questions
from digigov.modules.identity.testing import make_account, sign_in
from digigov.modules.organizations.testing import make_holder
from digigov.modules.parties.testing import make_person
from digigov.rehearsal.walks.citizen import able_to_sign, read_and_confirmed, sentences, typed


class Officer:
    """Somebody who holds the post, signed in with a second factor; has never seen the case."""

    def __init__(self, *, role: str, unit: str) -> None:
        party_id = make_person(given_names="Ora")
        make_holder(party_id=party_id, role=role, unit=unit, title=role, at=now())
        self.client, self.account, self.party_id = Client(), make_account(party_id=party_id), party_id
        self.sign_in()

    def sign_in(self) -> None:
        sign_in(self.client, self.account, second_factor=True)

    def take(self, reference: str, task_id: UUID) -> None:
        page = self._open(reference)
        claim = f"/desk/tasks/{task_id}/claim/"
        assert claim in page, "the case cannot be taken"
        assert self.client.post(claim)["Location"] == f"/desk/cases/{reference}/"

    def decide(self, reference: str, task_id: UUID, step: Step, doing: dict[str, Any], asks: list[str]) -> None:
        """``asks``: the questions that the applicant is asked again if this outcome leads there."""
        outcome, decide = doing["outcome"], f"/desk/tasks/{task_id}/decide/"
        page = self._open(reference)
        assert decide in page
        assert re.search(rf'name="outcome" value="{outcome}"', page)
        boxes = {**found(step, doing.get("findings", {})), "outcome": outcome, "note": "As seen in the file."}
        if doing.get("reason"):
            boxes[f"reason-{outcome}"] = doing["reason"]
        if f'name="request-{outcome}"' in page:
            boxes |= {f"request-{outcome}": "Please send this again.", f"questions-{outcome}": asks}
        answer = self.client.post(decide, boxes)
        assert answer.status_code == 302, f"{step.id}: {answer.status_code} {sentences(answer)}\n{boxes}"
        if answer["Location"].endswith("/sign/"):
            answer = self.sign(answer["Location"])
        assert self.client.get(answer["Location"]).status_code in (200, 403)  # 403: the next unit's case now

    def sign(self, place: str) -> Any:
        """The paper that this decision gives out, with one's own key."""
        digits = able_to_sign(self.account, self.party_id)
        self.sign_in()
        answer = self.client.post(place, read_and_confirmed(self.client, place, digits))
        assert answer.status_code == 302, f"{place}: {answer.status_code} {sentences(answer)}"
        return answer

    def _open(self, reference: str) -> str:
        answer = self.client.get(f"/desk/cases/{reference}/")
        assert answer.status_code == 200, answer.content.decode()[-1500:]
        return answer.content.decode()


def found(step: Step, findings: dict[str, Any]) -> dict[str, Any]:
    """What an officer types to write these findings down."""
    if not step.findings:
        return {}
    return typed(FormPage(id="findings", title="Findings", questions=parse_questions(step.findings)), findings)


def arrange(client: Client, address: str, wanted: datetime | None = None) -> None:
    """The first time that is free, at any office, in one of the next weeks; or the one that is wanted."""
    exactly = re.escape(local(wanted).isoformat()) if wanted else '[^"]+'
    for _ in range(8):
        page = client.get(address).content.decode()
        office, start = (
            re.search(r'name="office" value="([^"]+)"', page),
            re.search(rf'name="starts_at" value="({exactly})"', page),
        )
        if office and start:
            kept = client.post(address, {"office": office[1], "starts_at": start[1]})
            assert kept.status_code == 302, sentences(kept)
            return
        later = re.findall(r'href="([^"]+from=[^"]+)"', page)
        assert later, page[-2000:]
        address = later[-1].replace("&amp;", "&")
    raise AssertionError(f"no time is free for eight weeks; wanted {wanted}")
