"""Papers that the officers who decide sign themselves."""

import hashlib
import shutil
import subprocess
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from django.apps import apps
from pyhanko.pdf_utils.reader import PdfFileReader

from digigov.kernel.clock import now
from digigov.kernel.errors import AdapterFailure, NotAllowed, NotFound
from digigov.kernel.ids import new_id
from digigov.modules.casework import commands as casework
from digigov.modules.casework import queries as cases
from digigov.modules.casework.testing import make_case, make_workflow
from digigov.modules.documents import blobs, commands, queries
from digigov.modules.documents.commands.lifecycle import SignedByOfficers
from digigov.modules.documents.models import File, IssuedDocument, PaperCode
from digigov.modules.documents.testing import FACTS, MACHINE, make_issued, make_template
from digigov.modules.documents.testing.deciding import (
    FIRST,
    SECOND,
    STEPS,
    allow,
    make_case_to_sign,
    make_deciding_officer,
    make_signed_service,
    open_task,
    sign_case,
)
from digigov.modules.organizations.testing import make_officer, make_organizations
from digigov.modules.signatures import commands as signatures
from digigov.modules.signatures import queries as checking
from digigov.modules.signatures.commands.personal import SigningInterrupted
from digigov.modules.signatures.testing.people import authorize, make_signer

pytestmark = pytest.mark.django_db
Case, Task = (apps.get_model("casework", each) for each in ("Case", "Task"))


@pytest.fixture(autouse=True)
def country():
    make_organizations()
    make_signed_service()


def drawn(case_id):
    return IssuedDocument.objects.get(case_id=case_id)


def draw(by, case_id, **more):
    return commands.draw_to_sign(by=by, at=now(), task_id=open_task(case_id), **more)


def issued(case_id):
    sign_case(make_deciding_officer(FIRST, name="Una"), case_id)
    sign_case(make_deciding_officer(SECOND, name="Dua"), case_id)
    document = drawn(case_id)
    commands.make_document(by=MACHINE, at=now(), document_id=document.id)
    return drawn(case_id)


def nothing_decided(case_id):
    open_ones = Task.objects.filter(case_id=case_id, state="open", run__type="sign-off").count()
    return open_ones == 1 and not IssuedDocument.objects.exclude(state="drawn").exists()


class TestTheWhole:
    def test_is_signed_by_both_in_order_then_sealed_and_given_out(self):
        case_id = make_case_to_sign()

        document = issued(case_id)
        pdf = blobs.get(document.file.sha256)

        assert document.state == "valid"
        assert document.holder_id == Case.objects.get(id=case_id).applicant_id
        assert Case.objects.get(id=case_id).outcome == "granted"
        found = checking.check_pdf(pdf=pdf, at=now())
        assert found.state == "good", found
        assert [each.kind for each in found.signatures] == ["person", "person", "seal"]
        assert [each.name.split()[0] for each in found.signatures[:2]] == ["Una", "Dua"]
        assert f"number {document.reference}" in found.signatures[0].reason

    def test_what_they_saw_is_the_beginning_of_what_is_given_out(self):
        case_id = make_case_to_sign()
        first = make_deciding_officer(FIRST)
        draw(first, case_id)
        seen = queries.open_to_sign(viewer=first, at=now(), task_id=open_task(case_id)).content

        sign_case(first, case_id)
        sign_case(make_deciding_officer(SECOND), case_id)
        commands.make_document(by=MACHINE, at=now(), document_id=drawn(case_id).id)

        assert blobs.get(drawn(case_id).file.sha256).startswith(seen)
        assert File.objects.filter(origin="made").count() == 1  # and the one that was signed is kept no longer

    def test_the_seal_forbids_what_comes_later(self):
        pdf = blobs.get(issued(make_case_to_sign()).file.sha256)
        lock = PdfFileReader(BytesIO(pdf)).embedded_signatures[-1].sig_field["/Lock"]
        assert (lock["/Action"], lock["/P"]) == ("/All", 1)

        again = make_signer()
        allowed = authorize(again, pdf)
        more = signatures.sign_pdf(by=again, at=now(), pdf=pdf, authorization_id=allowed)
        found = checking.check_pdf(pdf=more, at=now())
        assert found.state == "bad"
        assert {"changes", "permission"} & set(found.signatures[2].failed)

    @pytest.mark.skipif(not shutil.which("pdfsig"), reason="pdfsig is not installed (apt install poppler-utils)")
    def test_poppler_finds_all_three_valid(self, tmp_path):
        (tmp_path / "paper.pdf").write_bytes(blobs.get(issued(make_case_to_sign()).file.sha256))

        said = subprocess.run(["pdfsig", str(tmp_path / "paper.pdf")], capture_output=True, text=True, check=False)

        assert said.stdout.count("Signature Validation: Signature is Valid.") == 3, said.stdout

    def test_a_record_for_the_archive_passes_too(self):
        make_signed_service("archived", archive=True)
        case_id = make_case_to_sign(service="archived")

        found = checking.check_pdf(pdf=blobs.get(issued(case_id).file.sha256), at=now())

        assert found.state == "good", found
        assert [each.kind for each in found.signatures] == ["person", "person", "seal", "time-stamp"]


class TestNothingHalfDone:
    def test_deciding_without_a_signature_is_refused_with_the_way_to_sign(self):
        case_id, by = make_case_to_sign(), make_deciding_officer(FIRST)

        with pytest.raises(casework.NeedsOwnSignature):
            casework.complete_task(by=by, at=now(), task_id=open_task(case_id), outcome="signed")

        assert nothing_decided(case_id)

    def test_an_officer_who_only_looks_decides_nothing_and_gives_nothing_out(self):
        case_id, by = make_case_to_sign(), make_deciding_officer(FIRST)
        draw(by, case_id)
        commands.make_document(by=MACHINE, at=now(), document_id=drawn(case_id).id)

        assert nothing_decided(case_id)
        assert drawn(case_id).holder_id is None
        assert queries.list_issued(case_id=case_id, at=now()) == ()
        number, code = drawn(case_id).reference, drawn(case_id).code
        assert queries.verify_number(viewer=by, at=now(), number=number, code=code).state == "unknown"
        with pytest.raises(NotFound):
            queries.get_issued(viewer=by, at=now(), document_id=drawn(case_id).id, purpose=None)

    def test_keys_that_do_not_answer_leave_the_decision_open(self, monkeypatch):
        case_id, by = make_case_to_sign(), make_deciding_officer(FIRST)
        draw(by, case_id)
        allowed = allow(by, case_id)

        def away(*args, **more):
            raise AdapterFailure("away", temporary=True)

        with monkeypatch.context() as patched:
            patched.setattr("digigov.modules.signatures.seals.sign", away)
            with pytest.raises(SigningInterrupted):
                commands.sign_document(by=by, at=now(), task_id=open_task(case_id), authorization_id=allowed)
        assert nothing_decided(case_id) and drawn(case_id).signed_at is None

        commands.sign_document(by=by, at=now(), task_id=open_task(case_id), authorization_id=allowed)
        assert drawn(case_id).signed_at

    def test_a_permission_for_another_file_signs_nothing(self):
        case_id, by = make_case_to_sign(), make_deciding_officer(FIRST)
        draw(by, case_id)

        with pytest.raises(signatures.NotAuthorized):
            commands.sign_document(
                by=by, at=now(), task_id=open_task(case_id), authorization_id=authorize(by, b"%PDF-1.7 another")
            )

        assert nothing_decided(case_id)

    def test_an_issue_step_that_was_reached_otherwise_gives_out_nothing(self):
        with pytest.raises(commands.NotSigned):
            make_issued()

        wanted = commands.Wanted(occasion="x", unit="police-records", facts=FACTS, case_id=make_case_to_sign())
        with pytest.raises(commands.NotSigned):
            commands.issue_signed(
                by=MACHINE, at=now(), service="test-service", version=1, template="certificate", wanted=wanted
            )

    def test_no_machine_gives_out_another_in_its_place(self):
        document = issued(make_case_to_sign())
        chief = make_officer(role="inspector")

        with pytest.raises(SignedByOfficers):
            commands.reissue_document(by=chief, at=now(), document_id=document.id, reason="Lost at sea")


class TestWhenTheCaseChanges:
    def test_it_is_drawn_anew_and_signed_anew(self):
        case_id, by = make_case_to_sign(), make_deciding_officer(FIRST)
        draw(by, case_id)
        allowed, old = allow(by, case_id), drawn(case_id)
        change(case_id)

        with pytest.raises(commands.CaseHasChanged):
            commands.sign_document(by=by, at=now(), task_id=open_task(case_id), authorization_id=allowed)
        draw(by, case_id)

        new = drawn(case_id)
        assert new.reference != old.reference and new.values["fact"]["name"] == "Ada Baptiste"
        assert PaperCode.objects.filter(document=None).count() == 1  # the code of the old one is withdrawn
        with pytest.raises(signatures.NotAuthorized):
            commands.sign_document(by=by, at=now(), task_id=open_task(case_id), authorization_id=allowed)
        sign_case(by, case_id)

    def test_a_change_that_the_paper_does_not_show_counts_too(self):
        case_id, by = make_case_to_sign(), make_deciding_officer(FIRST)
        draw(by, case_id)
        allowed = allow(by, case_id)
        change(case_id, secret="another")

        with pytest.raises(commands.CaseHasChanged):
            commands.sign_document(by=by, at=now(), task_id=open_task(case_id), authorization_id=allowed)

    def test_after_the_first_signature_it_goes_back_to_the_first(self):
        case_id, second = make_case_to_sign(), make_deciding_officer(SECOND)
        sign_case(make_deciding_officer(FIRST), case_id)
        old = drawn(case_id).reference
        change(case_id)

        with pytest.raises(commands.SignedBeforeTheChange):
            draw(second, case_id)
        casework.complete_task(by=second, at=now(), task_id=open_task(case_id), outcome="returned")
        commands.drop_drawn(by=MACHINE, at=now())
        assert not IssuedDocument.objects.exists() and PaperCode.objects.filter(document=None).exists()

        casework.complete_task(
            by=make_officer(role="records-clerk"), at=now(), task_id=open_task(case_id), outcome="fine"
        )
        assert issued(case_id).reference != old

    def test_yesterdays_paper_is_drawn_anew_today(self):
        case_id, by = make_case_to_sign(), make_deciding_officer(FIRST)
        draw(by, case_id)
        old = drawn(case_id).id

        commands.draw_to_sign(by=by, at=now() + timedelta(days=1), task_id=open_task(case_id))

        assert drawn(case_id).id != old

    def test_looking_twice_draws_once(self):
        case_id, by = make_case_to_sign(), make_deciding_officer(FIRST)

        assert draw(by, case_id) == draw(by, case_id)


class TestWhoMaySign:
    def test_the_second_is_never_the_first(self):
        case_id, by = make_case_to_sign(), make_deciding_officer(FIRST)
        sign_case(by, case_id)
        both = replace(make_officer(party_id=by.party_id, role=SECOND), account_id=by.account_id)

        with pytest.raises(casework.FourEyes):
            draw(both, case_id)

    def test_the_second_does_not_come_before_the_first(self):
        with pytest.raises(NotAllowed):
            draw(make_deciding_officer(SECOND), make_case_to_sign())

    def test_a_post_that_ended_meanwhile_signs_nothing(self):
        case_id, by = make_case_to_sign(), make_deciding_officer(FIRST)
        draw(by, case_id)
        allowed = allow(by, case_id)
        former = replace(by, roles=frozenset())

        with pytest.raises(NotAllowed):
            commands.sign_document(by=former, at=now(), task_id=open_task(case_id), authorization_id=allowed)
        with pytest.raises(NotAllowed):
            queries.find_to_sign(viewer=former, task_id=open_task(case_id))
        assert nothing_decided(case_id)

    def test_a_key_that_was_ended_meanwhile_signs_nothing(self):
        case_id, by = make_case_to_sign(), make_deciding_officer(FIRST)
        sign_case(by, case_id)  # now there is a certificate
        other = make_case_to_sign()
        draw(by, other)
        allowed = allow(by, other)
        signatures.revoke_own_key(by=by, at=now())

        with pytest.raises(signatures.NotAuthorized):
            commands.sign_document(by=by, at=now(), task_id=open_task(other), authorization_id=allowed)

        assert Task.objects.filter(case_id=other, state="open", run__type="sign-off").exists()

    def test_whoever_is_neither_proved_nor_staff_has_no_key(self):
        case_id = make_case_to_sign()
        unknown = make_officer(role=FIRST)
        draw(unknown, case_id)
        pdf = queries.open_to_sign(viewer=unknown, at=now(), task_id=open_task(case_id)).content

        with pytest.raises(signatures.NotProved):
            signatures.authorize_by_passkey(
                by=unknown, at=now(), sha256=hashlib.sha256(pdf).hexdigest(), state={}, answer={}
            )

    def test_a_colleague_sees_nothing_of_what_another_has_in_hand(self):
        case_id, by = make_case_to_sign(), make_deciding_officer(FIRST)
        draw(by, case_id)

        with pytest.raises(NotFound):
            queries.find_to_sign(viewer=make_deciding_officer(FIRST), task_id=open_task(case_id))
        with pytest.raises(casework.TaskTaken):
            draw(make_deciding_officer(FIRST), case_id)

    def test_a_relative_of_the_applicant_is_refused(self):
        by = make_deciding_officer(FIRST)
        case_id = make_case_to_sign(applicant_id=by.party_id)

        with pytest.raises(casework.OwnOrRelativesCase):
            draw(by, case_id)

    def test_only_a_step_that_has_a_paper_is_signed(self):
        make_template(service="plain")
        make_workflow(
            ({**STEPS[1], "not_by": [], "next": {"signed": "done", "returned": "done"},
              "with": {"signers": [{"role": FIRST, "title": "Inspector"}]}}, STEPS[3]),
            service="plain",
        )  # fmt: skip
        with pytest.raises(NotFound):
            draw(make_deciding_officer(FIRST), make_case(service="plain"))


class TestDropDrawn:
    def test_what_nobody_signed_for_a_day_goes_with_its_file(self):
        case_id, by = make_case_to_sign(), make_deciding_officer(FIRST)
        draw(by, case_id)

        assert commands.drop_drawn(by=MACHINE, at=now()) == 0
        assert commands.drop_drawn(by=MACHINE, at=now() + timedelta(days=1, minutes=1)) == 1
        assert not IssuedDocument.objects.exists() and not File.objects.exists()

    def test_what_one_has_signed_waits_for_the_other(self):
        case_id = make_case_to_sign()
        sign_case(make_deciding_officer(FIRST), case_id)

        assert commands.drop_drawn(by=MACHINE, at=now() + timedelta(days=5)) == 0

    def test_what_is_issued_stays(self):
        document = issued(make_case_to_sign())

        assert commands.drop_drawn(by=MACHINE, at=now() + timedelta(days=5)) == 0
        assert IssuedDocument.objects.get().id == document.id
        assert not cases.is_step_open(document.drawn_for)

    def test_is_the_machines_alone(self):
        for command in (
            lambda by: commands.drop_drawn(by=by, at=now()),
            lambda by: commands.drop_drawn_of(by=by, step_id=new_id()),
        ):
            with pytest.raises(NotAllowed):
                command(make_deciding_officer(FIRST))


def change(case_id, **answers):
    """As a correction does."""
    case = Case.objects.get(id=case_id)
    case.facts = {**case.facts, "answers": {**case.facts["answers"], **(answers or {"full_name": "Ada Baptiste"})}}
    case.save(update_fields=["facts"])
