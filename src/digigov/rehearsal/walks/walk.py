"""A worked example walked to its end: whoever's turn it is does what the example says, through the doors."""

import re
from collections.abc import Mapping
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml
from django.apps import apps
from django.conf import settings
from django.test import Client

from digigov.kernel.actor import system
from digigov.kernel.clock import now
from digigov.modules.assurance.testing import make_proved
from digigov.modules.casework import queries as cases
from digigov.modules.casework.commands import watch_deadlines
from digigov.modules.casework.definitions import Step, Workflow
from digigov.modules.catalog import queries as catalog
from digigov.modules.forms import queries as forms
from digigov.modules.forms.definitions import FormPage
from digigov.modules.identity.testing import make_account, sign_in
from digigov.modules.parties.testing import make_person
from digigov.modules.registries.definitions import ReadParameters
from digigov.modules.registries.queries import get_register
from digigov.modules.registries.testing import make_row, registers_down
from digigov.rehearsal.walks.citizen import Citizen, able_to_sign, typed
from digigov.rehearsal.walks.officer import Officer, arrange
from digigov.rehearsal.walks.routes import OVERDUE, WITHDRAWN
from digigov.rehearsal.walks.worked import worked
from digigov.rehearsal.walks.worker import Worker

MOST_TURNS = 40


class Walk:
    """One example; ``to_the_end`` does it, and the rest tells what came of it."""

    def __init__(self, folder: Path, example: Mapping[str, Any], client: Client, gateway: Any) -> None:
        self.service, self.example = folder.name, example
        self.client, self.gateway, self.worker = client, gateway, Worker()
        self.doings = list(example.get("doings", []))
        self.form = forms.get_form(self.service, catalog.get_service(self.service).version)
        self.own_papers = {each.stem for each in (folder / "documents").glob("*.yaml")}
        self.steps = {step.id: step for step in read_workflow(folder).steps}

    def hand_in(self, language: str = "en") -> None:
        party_id, wanted = make_person(), catalog.get_service(self.service).definition
        account_id, digits = make_account(party_id=party_id), ""
        if wanted.signature:
            digits = able_to_sign(account_id, party_id)
        elif wanted.assurance.identity:
            make_proved(party_id, at=now())
        sign_in(self.client, account_id)
        self.client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        citizen = Citizen(self.client, language=language, digits=digits)
        self.reference = citizen.hand_in(citizen.fill_in(self.service, self.form, self.example["answers"]), self.form)
        self.case_id = case_of(self.reference)

    def to_the_end(self) -> None:
        for _ in range(MOST_TURNS):
            self.look()
            status = cases.public_status(self.case_id)
            if status.state == "closed":
                self.work()
                return
            self.take_a_turn(self.steps[status.step])
        raise AssertionError("the case does not end")

    def look(self) -> str:
        """The applicant's page opens at every stage."""
        return self.open(f"/my/applications/{self.reference}/")

    def open(self, address: str) -> str:
        """A page of the applicant's, in each language of the country; returns the English one."""
        pages = {}
        for language, _name in reversed(settings.LANGUAGES):
            self.client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
            answer = self.client.get(address)
            pages[language] = answer.content.decode()
            assert answer.status_code == 200, pages[language][-1500:]
            assert f'lang="{language}"' in pages[language]
        return pages["en"]

    def take_a_turn(self, step: Step) -> None:
        while self.doings and self.doings[0]["outcome"] == "paid" and self.doings[0]["step"] != step.id:
            self.doings.pop(0)  # nothing was due for these answers
        happens = self.doings[0]["outcome"] if self.doings and self.doings[0]["step"] == step.id else ""
        if happens == OVERDUE:
            self.let_time_pass(self.next_doing(step))
        elif happens == WITHDRAWN:
            self.withdraw(self.next_doing(step))
        elif step.type == "pay":
            if happens:
                self.next_doing(step)
            self.pay()
        elif step.type == "ask":
            self.answer(self.next_doing(step))
        elif step.role == "system":
            self.work()
        else:
            self.decide(step, self.next_doing(step))

    def next_doing(self, step: Step) -> dict[str, Any]:
        assert self.doings, f"the example says nothing of {step.id}"
        doing = self.doings.pop(0)
        assert doing["step"] == step.id, f"the example goes on with {doing['step']}, the case stands in {step.id}"
        return doing

    def pay(self) -> None:
        address = self.pay_by_card()
        assert "Payment received" in self.open(f"{address}back/")
        self.work()
        self.open(f"{address}receipt/")

    def pay_by_card(self) -> str:
        """What the card page takes; we have not heard of it yet. Returns the address of the payment's page."""
        found = re.search(r"/pay/[0-9a-f-]{36}/", self.look())
        assert found, "there is nothing to pay"
        address = found[0]
        self.open(address)
        card_page = self.client.post(f"{address}start/")
        assert card_page.status_code == 303, card_page.content.decode()[-1500:]
        self.gateway.happen(card_page["Location"].rpartition("/")[2], "paid")
        return address

    def let_time_pass(self, doing: dict[str, Any]) -> None:
        """The step's deadline is over. A payer who was at the card page at that moment paid too late, and gets it back."""
        late = self.pay_by_card() if self.steps[doing["step"]].type == "pay" else ""
        a_moment_ago = now() - timedelta(seconds=1)
        run = apps.get_model("casework", "StepRun").objects.filter(case_id=self.case_id, finished_at=None)
        run.update(due_at=a_moment_ago, watch_at=a_moment_ago)
        watch_deadlines(by=system("clock"), at=now())
        self.work()
        if late:
            self.open(f"{late}back/")
            self.work()

    def withdraw(self, doing: dict[str, Any]) -> None:
        address = f"/my/applications/{self.reference}/withdraw/"
        assert address in self.look()
        self.open(address)
        assert self.client.post(address, {"reason": "I need it no longer."}).status_code == 302
        self.work()

    def answer(self, doing: dict[str, Any]) -> None:
        address = f"/my/applications/{self.reference}/answer/"
        assert "Please send this again." in self.open(address)
        questions = [q for page in self.form.pages for q in page.questions if q.id in doing["answers"]]
        plain = tuple(question.model_copy(update={"when": None}) for question in questions)
        again = FormPage(id="asked", title="asked", questions=plain)
        Citizen(self.client).post(address, {**typed(again, doing["answers"]), "message": "Here it is."})
        self.work()

    def work(self) -> None:
        """The worker works; a register that it reads answers as the example says: a row, none, or not at all."""
        doing: dict[str, Any] = self.doings[0] if self.doings else {"step": ""}
        step = self.steps.get(doing["step"])
        if step is None or step.type != "read":
            self.worker.work()
            return
        wanted = ReadParameters.model_validate(step.parameters)
        if doing["outcome"] == "found":
            key = str(self.example["answers"][wanted.key.removeprefix("answers.")])
            under = wanted.under or get_register(wanted.register_).key
            make_row(wanted.register_, key, _plain(doing["reads"][wanted.register_]), under=under)
        with registers_down() if doing["outcome"] == "unavailable" else nullcontext():
            self.worker.work()
        if step.id in self.journey:
            self.doings.pop(0)

    def decide(self, step: Step, doing: dict[str, Any]) -> None:
        """Each task of the step by another officer; those who sign, one after another."""
        asks = list(self.doings[0].get("answers", {})) if self.doings else []
        if step.type == "meet":
            self.arrange(self.client, f"/my/applications/{self.reference}/appointment/")
        while task := apps.get_model("casework", "Task").objects.filter(case_id=self.case_id, state="open").first():
            officer = self.officer(role=task.role, unit=task.unit)
            if step.type == "inspect":
                self.arrange(officer.client, f"/desk/cases/{self.reference}/appointment/")
            officer.take(self.reference, task.id)
            officer.decide(self.reference, task.id, step, doing, asks)
            if not cases.is_step_open(step_id=task.run_id):
                break
        self.work()

    def arrange(self, client: Client, address: str) -> None:
        arrange(client, address)

    def officer(self, *, role: str, unit: str) -> Officer:
        return Officer(role=role, unit=unit)

    @property
    def journey(self) -> list[str]:
        runs = apps.get_model("casework", "StepRun").objects.filter(case_id=self.case_id).order_by("number")
        return [run.key for run in runs]

    @property
    def fees(self) -> dict[str, Any]:
        """What was charged for each fee, all of it settled."""
        payments = list(apps.get_model("payments", "Payment").objects.filter(case_id=self.case_id))
        assert {each.state for each in payments} <= {"paid", "free"}
        return {each.fee: each.amount for each in payments}

    @property
    def documents(self) -> list[str]:
        """The service's own papers, made and valid; receipts and letters are the same everywhere."""
        issued = apps.get_model("documents", "IssuedDocument").objects.filter(case_id=self.case_id)
        own = [each for each in issued.select_related("template") if each.template.key in self.own_papers]
        assert {each.state for each in own} <= {"valid"}
        return [each.template.key for each in own]

    @property
    def letters(self) -> int:
        issued = apps.get_model("documents", "IssuedDocument").objects.filter(case_id=self.case_id, state="valid")
        return issued.filter(template__body__kind="letter").exclude(template__key__in=self.own_papers).count()

    @property
    def told(self) -> list[str]:
        messages = apps.get_model("notifications", "Message").objects.filter(case_id=self.case_id)
        return list(messages.order_by("made_at", "id").values_list("template", flat=True))


def case_of(reference: str) -> UUID:
    found = cases.find_case_id(reference)
    assert found, f"there is no case {reference}"
    return found


def read_workflow(folder: Path) -> Workflow:
    return Workflow.model_validate(yaml.safe_load((folder / "workflow.yaml").read_text()))


def read_examples(folder: Path) -> dict[str, dict[str, Any]]:
    """The worked examples of a service that come to a case, plain ones first; those who are turned away end in the form."""
    found = {path.stem: worked(path) for path in sorted((folder / "examples").glob("*.yaml"))}
    known = {name: each for name, each in found.items() if each["expect"]["outcome"] != "not-eligible"}
    return dict(sorted(known.items(), key=lambda item: item[1]["covers"] != "plain"))


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """As a register sends them: dates as text."""
    return {key: value.isoformat() if hasattr(value, "isoformat") else value for key, value in values.items()}
