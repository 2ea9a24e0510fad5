"""
One small island on which every command finds what it needs: people and posts, cases at several steps, drafts, files, papers,
payments. Officers sit in the criminal records office; "another unit" is the treasury.
"""

import contextlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import yaml
from django.apps import apps
from django.conf import settings
from django.test import override_settings

from digigov.kernel.actor import ANONYMOUS, Actor, Grant, system
from digigov.kernel.ids import new_id
from digigov.kernel.money import Money
from digigov.modules.applications import commands as applications
from digigov.modules.applications import queries as application_queries
from digigov.modules.applications.testing import AT, hand_in, leave_in_browser, make_draft
from digigov.modules.appointments import commands as appointments
from digigov.modules.appointments.testing import OFFICE, make_meeting
from digigov.modules.assurance import commands as assurance
from digigov.modules.assurance.testing import BORN, make_known, make_plan, make_proved, shown
from digigov.modules.casework import commands as casework
from digigov.modules.casework import queries as cases
from digigov.modules.casework.testing import UNIT, make_case, make_workflow
from digigov.modules.catalog.testing import TINY, load_tiny
from digigov.modules.documents import commands as documents
from digigov.modules.documents.testing import (
    FACTS,
    make_file,
    make_issued,
    make_pdf,
    make_picture,
    make_template,
    make_undrawn,
)
from digigov.modules.forms import queries as forms
from digigov.modules.identity import commands as identity
from digigov.modules.identity.testing import PASSWORD, code_sent_to, load_messages, make_me
from digigov.modules.identity.testing.passkey import SoftPasskey
from digigov.modules.notifications.testing import make_stuck
from digigov.modules.notifications.testing import make_template as make_message
from digigov.modules.openid import commands as openid
from digigov.modules.openid.testing import TAX, make_client, make_signed_in, posts
from digigov.modules.operations.commands import tell_incident
from digigov.modules.operations.testing import make_given_up
from digigov.modules.organizations.testing import ORGANIZATIONS, make_officer, make_organizations, make_post
from digigov.modules.parties.testing import make_person
from digigov.modules.payments.commands import ask_for_waiver
from digigov.modules.payments.testing import make_due, pay, settle_with, start
from digigov.modules.payments.testing.gateway import PATH, ScriptedGateway, scripted_gateway
from digigov.modules.privacy import commands as privacy
from digigov.modules.privacy.definitions import Whose
from digigov.modules.registries.commands import give_consent, open_in_emergency
from digigov.modules.registries.testing import make_register, make_row
from digigov.modules.signatures import commands as signatures
from digigov.modules.signatures.testing.people import authorize, make_signer, sign
from digigov.modules.signing import commands as signing
from digigov.modules.signing.testing import make_envelope
from tests.refusals.undone import undone
from tests.refusals.world_of_mandates import make_mandates
from tests.refusals.world_of_officers import roles_of_the_pack
from tests.refusals.world_of_rooms import a_centre, make_rooms

VOUCHER = "9100055"
LATER = AT + timedelta(days=400)
NEW_PASSWORD = "another long enough sentence"
MACHINE, ELSEWHERE, HELD = system("test"), "treasury", "test:held"


class World:
    unit, office, wanted_at = UNIT, OFFICE, AT

    def __init__(self, gateway: ScriptedGateway) -> None:
        load_tiny()
        make_both_organizations()
        load_messages()
        self.machine, self.stranger = MACHINE, ANONYMOUS
        self._people()
        self._accounts()
        self._elsewhere()
        self._identities()
        make_mandates(self)
        self._signing()
        self._cases()
        self._applications()
        self._files()
        self._money(gateway)
        self._news()
        self._privacy()
        make_rooms(self, at=AT)

    def _people(self) -> None:
        self.ana, self.ben = make_me(), make_me()
        self.clerk, self.colleague = make_officer(party_id=make_person()), make_officer(party_id=make_person())
        self.supervisor = make_officer(role="records-supervisor")
        self.inspector = make_officer(role="inspector")
        self.cashier = make_officer(role="cashier", party_id=make_person())
        self.operator = make_officer(role="cashier", grants=[Grant("operations.see")])
        self.key_keeper = make_officer(role="inspector", grants=[Grant("signatures.manage-keys", "home-affairs")])
        self.state_key_keeper = make_officer(
            role="inspector", grants=[Grant("signatures.manage-keys", settings.DIGIGOV_HEAD_UNIT)]
        )
        money = [Grant("payments.refund", UNIT), Grant("payments.reconcile", UNIT)]
        self.treasurer = make_officer(role="cashier", grants=money)
        self.registrar = make_officer(role="inspector", grants=[Grant("openid.manage-clients", UNIT)])
        self.without_account, self.empty_post_id = make_person(), make_post()
        Assignment = apps.get_model("organizations", "Assignment")
        self.assignment_id = Assignment.objects.get(party_id=self.colleague.party_id).id
        self.citizen = make_me()
        self.officer_without = replace(make_officer(unit=ELSEWHERE), grants=frozenset(), roles=frozenset())
        self.officer_elsewhere = almighty_in(ELSEWHERE)

    def _accounts(self) -> None:
        """Ana has begun everything that can be begun with an account; another owner has a passkey."""
        self.secret = identity.begin_totp(by=self.ana, at=AT, issuer="Test").secret
        self.making = identity.begin_passkey(by=self.ana, at=AT)
        self.made_passkey = SoftPasskey(origin=settings.ADDRESS).make(self.making[0])
        self.address_code_id = proved(
            lambda address: identity.begin_address_change(by=self.ana, at=AT, address=address, language="en")
        )
        self.watcher = make_officer(role="inspector", grants=[Grant("identity.watch", UNIT)])
        Concern = apps.get_model("identity", "Concern")
        self.concern_id = Concern.objects.create(kind="not-me", account_id=self.ana.account_id, noted_at=AT).id
        self.passkey_owner = make_me()
        options, state = identity.begin_passkey(by=self.passkey_owner, at=AT)
        answer = SoftPasskey(origin=settings.ADDRESS).make(options)
        identity.add_passkey(by=self.passkey_owner, at=AT, state=state, answer=answer, name="Phone")
        Passkey = apps.get_model("identity", "Passkey")
        self.visit_key = "a-visit-of-ana"
        apps.get_model("identity", "Session").objects.create(
            session_key=self.visit_key, account_id=self.ana.account_id, expire_date=AT + timedelta(hours=1)
        )
        self.passkey_id = Passkey.objects.get(account_id=self.passkey_owner.account_id).id
        self._codes()

    def _elsewhere(self) -> None:
        """A system that Ana lets be told who she is, and a screen of it that waits for her."""
        secret = make_client(unit=UNIT, by_device=True)
        openid.give_consent(by=self.ana, at=AT, client_id=TAX.id, scopes=("openid", "profile"))
        self.at_the_window = make_signed_in(self.ana)
        asked = posts(secret, scope="openid profile")
        colleague = make_officer(role="inspector", grants=[Grant("openid.manage-clients", UNIT)])
        new = replace(TAX, id="proposed", unit=UNIT)
        self.proposal_id = openid.propose_client(by=colleague, at=AT, wanted=new)
        self.letters = openid.begin_device(at=AT, asked=asked, page="/device/").body["user_code"]

    def _signing(self) -> None:
        """Somebody with a paper to sign, allowed already, and one that is over; and somebody who has signed."""
        self.signer, self.signed_before, self.password = make_signer(at=AT), make_signer(at=AT), PASSWORD
        (self.signer_code, *_more) = identity.make_recovery_codes(by=self.signer, at=AT)
        self.envelope_id, self.ended_id = (make_envelope(self.signer, at=AT) for _ in range(2))
        signing.withdraw(by=self.signer, at=AT, envelope_id=self.ended_id)
        self.to_sign = make_pdf()
        self.to_sign_id, self.to_begin_id = (
            documents.store_file(by=self.signer, at=AT, name="a.pdf", content=self.to_sign) for _ in range(2)
        )
        self.allowed_id = authorize(self.signer, self.to_sign, at=AT)
        sign(self.signed_before, self.to_sign, at=AT)
        self.record = signatures.seal_pdf(
            by=MACHINE, at=AT, pdf=self.to_sign, unit="home-affairs", reason="Test", archive=True
        )

    def _identities(self) -> None:
        """Three who are called Testa: one has shown nothing, one waits for a code, one for a second officer; and a voucher."""
        make_plan()
        make_known()
        named = {"given_names": "Testa", "family_name": "Fictional"}
        self.testa, self.waiting_for_code = (make_me(party_id=make_person(**named)) for _ in range(2))
        self.unproved_id, at_counter = make_person(**named), make_person(**named)
        assurance.begin_remote(by=self.waiting_for_code, at=AT, shown=shown(), language="en")
        self.proofing_id = assurance.begin_at_counter(
            by=self.cashier, at=AT, party_id=at_counter, shown=shown(), face_agrees=True
        )
        self.refused = make_me(party_id=make_person(**named))
        with contextlib.suppress(assurance.NotShown):
            assurance.begin_remote(by=self.refused, at=AT, shown=shown(number="1"), language="en")
        self.refused_id = apps.get_model("assurance", "Proofing").objects.get(party_id=self.refused.party_id).id
        self.kiosk_keeper = make_officer(unit="treasury", role="cashier", party_id=make_person())
        self.poster = make_officer(role="inspector", grants=[Grant("assurance.post", UNIT)])
        self.waiting_for_letter = make_me(party_id=make_person(**named))
        assurance.begin_remote(by=self.waiting_for_letter, at=AT, shown=shown(), language="en", by_post=True)
        self.letter_id = apps.get_model("assurance", "Letter").objects.get().id
        self.letter_code = assurance.print_letter(by=self.poster, at=AT, letter_id=self.letter_id).code
        self.voucher = make_me()
        make_proved(self.voucher.party_id, number=VOUCHER, at=AT)
        self.vouched_id = assurance.begin_vouched(
            by=self.cashier, at=AT, party_id=make_person(), born_on=BORN, voucher_number=VOUCHER, known_for=3
        )
        self.second_cashier = make_officer(role="cashier", party_id=make_person())
        self.withdrawer = make_officer(role="cashier", grants=[Grant("assurance.end", UNIT)])

    def _codes(self) -> None:
        """Whoever proved an address holds a code; of everybody else's nothing was proved."""
        self.holder_of_code = Actor(kind="anonymous", name="who proved it")
        known = apps.get_model("identity", "Account").objects.get(id=self.ben.account_id).email

        def begin(begins, address):
            return begins(by=ANONYMOUS, at=AT, address=address, language="en")

        self.unproved_code_id = begin(identity.begin_recovery, known)
        self.waiting = {self.holder_of_code: proved(lambda _: begin(identity.begin_recovery, known), known)}
        both, self.second_digits = self._sent_twice("two@example.org", "758 555 0199")
        self.two_addresses = {self.holder_of_code: both}
        shown, digits = self._sent_twice("three@example.org", "758 555 0198")
        identity.show_second_proof(by=ANONYMOUS, at=AT, code_id=shown, typed=digits)
        self.recovery = {self.holder_of_code: shown}
        self.sign_up = {self.holder_of_code: proved(lambda address: begin(identity.begin_sign_up, address))}

    def _sent_twice(self, email: str, phone: str) -> Any:
        """A recovery with one proof, and the digits that are the second."""
        make_me(party_id=make_person(email=email, phone=phone))
        asked = {"by": ANONYMOUS, "at": AT, "language": "en"}
        code_id = proved(lambda address: identity.begin_recovery(**asked, address=address), email)
        identity.send_second_code(**asked, code_id=code_id)
        return code_id, code_sent_to("+1" + phone.replace(" ", ""))

    def _cases(self) -> None:
        make_workflow(correct_until=["review"])
        make_message("reminder")
        make_message("your-turn", values=["thing"])
        self.case_id = make_case(applicant_id=self.ana.party_id, at=AT)
        self.task_id = task_of(self.case_id)
        casework.claim_task(by=self.clerk, at=AT, task_id=self.task_id)
        self.free_task_id = task_of(make_case(at=AT))
        self.asking_case_id = make_case(applicant_id=self.ana.party_id, at=AT)
        ask_for_more(task_of(self.asking_case_id), by=self.clerk)
        _, self.meeting_step_id = make_meeting(applicant_id=self.ana.party_id, at=AT)
        nine = AT.replace(hour=13) + timedelta(days=7)
        self.slots = [nine + timedelta(hours=n) for n in range(3)]
        _, booked = make_meeting("inspect", applicant_id=self.ana.party_id, at=AT)
        self.appointment_id = appointments.book_appointment(
            by=self.ana, at=AT, step_id=booked, office=OFFICE, starts_at=self.slots[2]
        )

    def _applications(self) -> None:
        """Ana's draft and what she handed in, one of them asked about; and what was written down for Ben at a counter."""
        self.context, self.page_id, self.raw, self.many_id = forms.context_at(AT), "age", {"is_adult": "yes"}, "workers"
        self.draft_id = make_draft(self.ana)
        workers = {"worker_name-given": "Test", "worker_name-family": "Worker", "is_cook": "no"}
        applications.save_page(
            by=application_queries.Holder(self.ana), at=AT, draft_id=self.draft_id, page_id=self.many_id,
            raw=workers, context=self.context, index=0,
        )  # fmt: skip
        self.reference = hand_in(self.ana, make_draft(self.ana)).reference
        self.line_id = (
            apps.get_model("audit", "Entry").objects.filter(subject_id=self.ana.party_id, kind="write").latest("at").id
        )
        asked = hand_in(self.ana, make_draft(self.ana))
        self.asked_reference, self.asked_codes = asked.reference, {self.holder_of_code: asked.code}
        take_to_asking(application_queries.get_application(viewer=self.ana, reference=self.asked_reference).case_id)
        self.counter_of_shops = replace(self.cashier, grants=self.cashier.grants | {Grant("counter.assist", "shops")})
        draft_id = make_draft(self.counter_of_shops, party_id=make_person(), agreement="In writing")
        taken = hand_in(self.counter_of_shops, draft_id)
        self.assisted_reference, self.codes = taken.reference, {self.ben.party_id: taken.code}
        self.assisted_case_id = cases.find_case_id(taken.reference)
        self._written_down(self.counter_of_shops)
        self.token = "t" * 32
        leave_in_browser(make_draft(self.ben), token=self.token)

    def _files(self) -> None:
        self.file_id = make_file(by=self.ana)
        whole = make_picture(size=(60, 60))
        self.upload_offset, self.upload_rest = 100, whole[100:]
        self.upload_id, self.arrived_id = begun(self.ana, whole), begun(self.ana, whole)
        documents.append_upload(by=self.ana, at=AT, upload_id=self.arrived_id, offset=100, piece=self.upload_rest)
        make_template()
        self.pdf = make_pdf()
        self.document_id = make_issued(at=AT, holder_id=self.ana.party_id)
        self.undrawn_id = make_undrawn(at=AT, holder_id=self.ana.party_id)
        self.wanted = documents.Wanted(occasion="test", unit=UNIT, facts=FACTS, holder_name="Ada Joseph")
        waiting = replace(self.wanted, occasion="waiting")
        self.planned_id = documents.issue_document(
            by=MACHINE, at=AT, service="test-service", version=1, template="certificate", wanted=waiting
        )
        make_register()
        make_row("people", "0012345", {"full_name": {"given": "Ana", "family": "Test"}})
        make_register("taxes", uses=[{"purpose": "prefill-form", "basis": "consent", "fields": ["full_name"]}])
        asked = {"register": "taxes", "fields": ["full_name"], "purpose": "prefill-form", "service": "other"}
        self.consent_id = give_consent(by=self.ana, at=AT, **asked)
        self.saviour = make_officer(role="inspector", grants=[Grant("registries.break-glass")])
        self.reviewer = make_officer(role="inspector", grants=[Grant("registries.review")])
        saved = {"register": "people", "key": "0012345", "reason": "Found lying unconscious at a bus stop"}
        open_in_emergency(by=self.saviour, at=AT, **saved)
        self.lookup_id = apps.get_model("registries", "Lookup").objects.get().id

    def _written_down(self, agent: Actor) -> None:
        """Cleo was written down at a counter before she had an account, and has taken over what was handed in for her."""
        name = {"given_names": "Cleo", "family_name": "Counter"}
        written, self.namesake_id = make_person(**name), make_person(**name)
        self.cleo = make_me(party_id=make_person(**name))
        done = hand_in(agent, make_draft(agent, party_id=written, agreement="In writing"))
        applications.take_over(by=self.cleo, at=AT, reference=done.reference, code=done.code)
        self.joinable_reference, self.codes[self.cleo.party_id] = done.reference, done.code

    def _money(self, gateway: ScriptedGateway) -> None:
        due, started, paid, wrong, asked = (make_due(at=AT) for _ in range(5))
        self.payer = due.payer
        Payment, Difference = (apps.get_model("payments", name) for name in ("Payment", "Difference"))
        start(started, at=AT)
        Payment.objects.filter(id=started.payment_id).update(payer_id=self.payer.party_id)
        pay(paid, gateway, at=AT)
        settle_with(wrong, gateway, captured=Money.from_cents(100, "XCD"), at=AT)
        ask_for_waiver(by=asked.payer, at=AT, payment_id=asked.payment_id, ground=0, reason="Public assistance")
        self.waiver_id = asked.payment_id
        self.due_id, self.started_id, self.paid_id = due.payment_id, started.payment_id, paid.payment_id
        self.difference_id = Difference.objects.get(settled_at=None).id

    def _privacy(self) -> None:
        """Ben asked to be erased, and waits; somebody protects data."""
        self.protector = make_officer(role="inspector", grants=[Grant("privacy.oversee")], party_id=make_person())
        whose = Whose(self.ben.party_id, frozenset({self.ben.party_id}), frozenset({self.ben.account_id}))
        reference = privacy.ask_erasure(by=self.ben, at=AT, whose=whose, closes=True)
        self.erasure_id = apps.get_model("privacy", "Erasure").objects.get(reference=reference).id

    def _news(self) -> None:
        self.template = make_message("other")
        self.failed_delivery_id = make_stuck(at=AT)
        self.given_up_job_id = make_given_up(at=AT)
        self.incident_id = tell_incident(by=self.operator, at=AT, said={"en": "Cards are not taken today."})


def make_both_organizations() -> None:
    """Those of the testing room and those of the tiny pack, beside each other."""
    tiny = yaml.safe_load((TINY / "organizations.yaml").read_text())
    both = {key: [*ORGANIZATIONS[key], *tiny[key]] for key in ("organizations", "offices", "roles")}
    both["roles"].append({"code": "everything", "name": "Everything", **everything_granted(), "everywhere": True})
    make_organizations(**both)


def almighty_in(unit: str) -> Actor:
    """An officer with every role and every permission that a pack gives out, in that one unit."""
    granted, roles = everything_granted(), [*ORGANIZATIONS["roles"], *roles_of_the_pack()]
    permissions = {*granted["permissions"], *(f"supervise:{each}" for each in granted["supervises"])}
    officer = make_officer(unit=unit, party_id=make_me().party_id)
    return replace(
        officer,
        grants=frozenset(Grant(each, unit) for each in permissions),
        roles=frozenset((role["code"], unit) for role in roles),
    )


def everything_granted() -> dict[str, list[str]]:
    """Every permission that a role of a pack gives out, and every role supervised."""
    roles = [*ORGANIZATIONS["roles"], *roles_of_the_pack()]
    given = {each for role in roles for each in role.get("permissions", ())}
    given |= {"casework.read", "counter.assist", "payments.refund", "payments.reconcile", "signatures.seal"}
    return {"permissions": sorted(given), "supervises": sorted({role["code"] for role in roles})}


def task_of(case_id: Any) -> Any:
    return apps.get_model("casework", "Task").objects.get(case_id=case_id, state="open").id


def ask_for_more(task_id: Any, *, by: Actor, outcome: str = "ask-more") -> None:
    request = casework.Request(text="Say more", files=1)
    casework.complete_task(by=by, at=AT, task_id=task_id, outcome=outcome, request=request)


def take_to_asking(case_id: Any) -> None:
    """As if it had been paid and looked up, and the officer then asked for more."""
    for outcome in ("paid", "found"):
        step_id = cases.public_status(case_id).step_id
        assert step_id is not None
        casework.finish_step(by=MACHINE, at=AT, step_id=step_id, outcome=outcome)
    ask_for_more(task_of(case_id), by=make_officer(unit="shops", role="shop-officer"), outcome="ask")


def begun(by: Actor, whole: bytes) -> Any:
    upload_id = documents.begin_upload(by=by, at=AT, name="photo.jpg", size=len(whole))
    documents.append_upload(by=by, at=AT, upload_id=upload_id, offset=0, piece=whole[:100])
    return upload_id


def proved(begin: Any, address: str = "") -> Any:
    """The id of a code that was sent and typed in."""
    code_id = begin(address := address or f"new-{new_id()}@example.org")
    identity.prove_address(by=ANONYMOUS, at=AT, code_id=code_id, digits=code_sent_to(address))
    return code_id


@contextmanager
def island_of() -> Iterator[World]:
    """The world, built in a transaction that never happened."""
    adapters = {**settings.DIGIGOV_ADAPTERS, "card-gateway": PATH}
    with override_settings(DIGIGOV_ADAPTERS=adapters), a_centre(), undone():
        yield World(scripted_gateway())
