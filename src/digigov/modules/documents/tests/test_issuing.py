from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest

from digigov.kernel.actor import ANONYMOUS, Actor, system
from digigov.kernel.clock import local_date, now
from digigov.kernel.errors import InvalidInput, NotAllowed, NotFound
from digigov.kernel.ids import new_id
from digigov.kernel.paging import Page
from digigov.modules.audit.commands import Purpose
from digigov.modules.casework import queries as cases
from digigov.modules.casework.testing import make_case, make_workflow
from digigov.modules.documents import blobs, commands, papers, queries, rules
from digigov.modules.documents.commands.lifecycle import AlreadyBeingReplaced, NotInForce
from digigov.modules.documents.models import IssuedDocument, TemplateVersion
from digigov.modules.documents.rendering import TemplateBroken
from digigov.modules.documents.testing import FACTS, MACHINE, make_file, make_issued, make_template
from digigov.modules.organizations import queries as organizations
from digigov.modules.organizations.testing import make_officer, make_organizations
from digigov.modules.signatures import commands as signatures

pytestmark = pytest.mark.django_db
OTHERS = {
    "stranger": lambda: ANONYMOUS,
    "citizen": lambda: Actor(kind="citizen", party_id=new_id()),
    "officer of another unit": lambda: make_officer(unit="treasury", role="cashier"),
}
ISSUING = (
    {"id": "issue", "type": "issue", "title": "Issued", "role": "system", "with": {"document": "certificate"},
     "next": {"issued": "done"}},
    {"id": "done", "type": "end", "title": "Finished", "role": "system", "with": {"outcome": "granted"}},
)  # fmt: skip


@pytest.fixture(autouse=True)
def country():
    make_organizations()
    make_template()


def inspector(**more):
    return make_officer(role="inspector", **more)


def pdf_of(document: IssuedDocument) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(blobs.get(document.file.sha256)))


def token_of(document: IssuedDocument) -> str:
    """What the code on the paper holds, signed as at its making."""
    payload = rules.pack_paper(papers.paper_of(document))
    return rules.as_text(signatures.sign_compact(by=MACHINE, at=now(), payload=payload, unit="home-affairs"))


def checked(document: IssuedDocument, *, at=None):
    return queries.verify(viewer=ANONYMOUS, at=at or now(), token=token_of(document))


class TestIssueDocument:
    def test_makes_a_sealed_paper_that_says_what_it_is(self):
        document = IssuedDocument.objects.get(id=make_issued())

        assert document.state == "valid"
        assert document.valid_until == document.issued_on + timedelta(days=180)
        assert document.values["ministry"] == "Ministry of Home Affairs"
        assert document.values["department"] == "Criminal Records"
        assert b"/ETSI.CAdES.detached" in blobs.get(document.file.sha256)

    def test_shows_only_what_its_definition_names(self):
        document = IssuedDocument.objects.get(id=make_issued())

        assert "not for paper" not in str(document.values)
        assert document.values["fact"] == {"name": "Ada Joseph", "born_on": "14 March 1991"}

    def test_one_occasion_gives_one_paper_however_often_it_is_asked_for(self):
        one = make_issued(occasion="step:1")
        commands.make_document(by=MACHINE, at=now(), document_id=one)

        assert make_issued(occasion="step:1") == one
        assert IssuedDocument.objects.count() == 1

    def test_a_published_template_never_changes(self):
        before = TemplateVersion.objects.values().get(key="certificate")

        make_template(title="Something else", source="#panic()")

        assert TemplateVersion.objects.values().get(key="certificate") == before

    def test_a_broken_template_is_a_sentence_with_its_place(self):
        make_template(id="broken", source="#let x = \n#unknown()")

        with pytest.raises(TemplateBroken, match="main.typ"):
            make_issued(template="broken")

        assert IssuedDocument.objects.get().state == "waiting"

    @pytest.mark.parametrize("who", OTHERS)
    def test_is_the_machines_alone(self, who):
        wanted = commands.Wanted(occasion="x", unit="police-records", facts=FACTS)
        given = {"by": OTHERS[who](), "at": now(), "service": "test-service", "version": 1}

        for command, more in (
            (commands.issue_document, {"template": "certificate", "wanted": wanted}),
            (commands.issue_letter, {"template": None, "wanted": wanted}),
            (commands.issue_receipt, {"wanted": wanted}),
            (commands.load_templates, {"templates": {}}),
        ):
            with pytest.raises(NotAllowed):
                command(**given, **more)
        with pytest.raises(NotAllowed):
            commands.make_document(by=given["by"], at=now(), document_id=new_id())

        assert not IssuedDocument.objects.exists()


class TestStandards:
    """PDF/A-3a and PDF/UA-1 as far as their structure tells: no validator of either can be had here (docs/decisions)."""

    @pytest.fixture
    def pdf(self):
        with pdf_of(IssuedDocument.objects.get(id=make_issued())) as opened:
            yield opened

    def test_says_that_it_is_both(self, pdf):
        with pdf.open_metadata() as meta:
            assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("3", "A")
            assert meta["pdfuaid:part"] == "1"
            assert meta["dc:title"].startswith("Certificate of Character D")

    def test_brings_its_colours_and_its_tags(self, pdf):
        assert pdf.Root.OutputIntents[0].S == "/GTS_PDFA1"
        assert pdf.Root.MarkInfo.Marked is True or bool(pdf.Root.MarkInfo.Marked)
        assert pdf.Root.StructTreeRoot.K is not None
        assert str(pdf.Root.Lang).startswith("en")
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)

    def test_brings_every_font(self, pdf):
        fonts = [
            each
            for each in pdf.objects
            if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/FontDescriptor"
        ]
        assert fonts
        assert all({"/FontFile", "/FontFile2", "/FontFile3"} & set(each.keys()) for each in fonts)

    def test_every_picture_has_words(self, pdf):
        figures = [each for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/Figure"]
        assert len(figures) == 2
        assert all(str(each.Alt) for each in figures)

    def test_the_seal_is_outside_the_page_and_has_a_name(self, pdf):
        (field,) = pdf.Root.AcroForm.Fields
        assert [float(each) for each in field.Rect] == [0, 0, 0, 0]
        assert "seal" in str(field.TU)
        assert int(field.F) & 4


class TestIssueStep:
    def test_a_case_goes_on_once_its_paper_is_made(self):
        make_workflow(ISSUING)
        case_id = make_case(facts=FACTS)
        document = IssuedDocument.objects.get()
        assert (document.state, document.case_id) == ("waiting", case_id)

        for _ in range(2):
            commands.make_document(by=MACHINE, at=now(), document_id=document.id)

        case = cases.get_case(viewer=MACHINE, at=now(), case_id=case_id, purpose=Purpose("test"))
        assert (case.state, case.outcome) == ("closed", "granted")

    def test_no_paper_where_its_condition_does_not_hold(self):
        make_template(id="other", when={"fact": "answers.full_name", "is": "Somebody Else"})
        make_workflow(({**ISSUING[0], "with": {"document": "other"}}, ISSUING[1]))

        make_case(facts=FACTS)

        assert not IssuedDocument.objects.exists()


class TestPhoto:
    def test_is_printed_when_it_is_the_cases_own(self):
        make_workflow()
        case_id, by = make_case(), Actor(kind="citizen", party_id=new_id())
        ours, theirs = make_file(by=by), make_file()
        commands.attach_files(by=by, at=now(), file_ids=[ours], case_id=case_id)
        make_template(id="card", kind="licence-card", photo="answers.photo")

        def figures(file_id):
            made = make_issued(template="card", case_id=case_id, facts={"answers": {"photo": [str(file_id)]}})
            with pdf_of(IssuedDocument.objects.get(id=made)) as pdf:
                return sum(isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/Figure" for each in pdf.objects)

        assert figures(ours) == 3  # mark, photograph, code
        assert figures(theirs) == figures("nonsense") == 2


class TestIssueReceipt:
    def test_carries_the_number_that_the_payment_gave(self):
        shown = (("Paid for", "Certificate"), ("Amount", "EC$50.00"))
        wanted = commands.Wanted(
            occasion="payment:1",
            unit="treasury",
            facts={},
            reference="R26-0000007-0",
            shown=shown,
            holder_name="Ada Joseph",
        )

        made = commands.issue_receipt(by=MACHINE, at=now(), service="test-service", version=1, wanted=wanted)
        commands.make_document(by=MACHINE, at=now(), document_id=made)

        document = IssuedDocument.objects.get()
        assert document.reference == "R26-0000007-0"
        assert [(each["label"], each["value"]) for each in document.values["facts"]] == list(shown)


class TestIssueLetter:
    @pytest.mark.parametrize("counted", ["calendar", "working"])
    def test_says_why_by_what_law_and_until_when_to_appeal(self, counted):
        commands.load_templates(
            by=MACHINE, at=now(), service="test-service", version=2, templates={},
            appeal={"to": "the Commissioner", "within_days": 14, "law": "Example Act", "counted": counted},
        )  # fmt: skip
        more = {"paragraphs": ["We cannot."], "reasons": [{"text": "The law does not allow it.", "law": "Example Act"}]}

        made = commands.issue_letter(
            by=MACHINE, at=now(), service="test-service", version=2, template=None,
            wanted=commands.Wanted(occasion="refusal:1", unit="police-records", facts=FACTS, more=more),
        )  # fmt: skip
        commands.make_document(by=MACHINE, at=now(), document_id=made)

        said = IssuedDocument.objects.get().values["more"]["appeal"]
        today = local_date(now())
        last = {"calendar": today + timedelta(days=14), "working": organizations.working_days().add(today, 14)}
        assert f"the Commissioner within 14 {'working ' if counted == 'working' else ''}days" in said
        assert rules.day_in_words(last[counted]) in said

    def test_a_service_without_a_letter_gets_the_plain_one(self):
        wanted = commands.Wanted(occasion="refusal:1", unit="police-records", facts={}, holder_name="Ada Joseph")

        made = commands.issue_letter(
            by=MACHINE, at=now(), service="test-service", version=1, template=None, wanted=wanted
        )
        commands.make_document(by=MACHINE, at=now(), document_id=made)

        assert IssuedDocument.objects.get().reference[0] == "L"


class TestRevokeDocument:
    def test_whoever_checks_it_sees_so_at_once(self):
        document = IssuedDocument.objects.get(id=make_issued())
        assert checked(document).state == "valid"

        commands.revoke_document(by=inspector(), at=now(), document_id=document.id, reason="Given in error")

        assert checked(document).state == "revoked"
        with pytest.raises(NotInForce):
            commands.revoke_document(by=inspector(), at=now(), document_id=document.id, reason="Given in error")

    def test_stands_in_the_story_of_its_case_with_the_reason(self):
        make_workflow()
        document = IssuedDocument.objects.get(id=make_issued(case_id=make_case()))

        commands.revoke_document(by=inspector(), at=now(), document_id=document.id, reason="Given in error")

        story = cases.public_timeline(case_id=document.case_id, page=Page())
        (line,) = [line for line in story if line.kind == "revoked"]
        assert (line.values["number"], line.values["reason"]) == (document.reference, "Given in error")

    def test_wants_a_reason(self):
        with pytest.raises(InvalidInput):
            commands.revoke_document(by=inspector(), at=now(), document_id=make_issued(), reason=" ")

    @pytest.mark.parametrize("command", [commands.revoke_document, commands.reissue_document])
    @pytest.mark.parametrize("who", [*OTHERS, "officer of another role", "holder", "machine"])
    def test_refuses_anyone_else(self, who, command):
        own = new_id()
        document_id = make_issued(holder_id=own)
        others = {
            **OTHERS,
            "officer of another role": make_officer,
            "holder": lambda: inspector(party_id=own),
            "machine": lambda: system("test"),
        }

        with pytest.raises(NotAllowed):
            command(by=others[who](), at=now(), document_id=document_id, reason="Because I can")

        assert list(IssuedDocument.objects.values_list("state", flat=True)) == ["valid"]


class TestReissueDocument:
    def test_the_old_one_shows_replaced_once_the_new_one_is_made(self):
        old = IssuedDocument.objects.get(id=make_issued())

        made = commands.reissue_document(
            by=inspector(), at=now(), document_id=old.id, reason="Name misspelt", corrections={"name": "Ada Josephine"}
        )
        assert checked(old).state == "valid"
        with pytest.raises(AlreadyBeingReplaced):
            commands.reissue_document(by=inspector(), at=now(), document_id=old.id, reason="Name misspelt")
        commands.make_document(by=MACHINE, at=now(), document_id=made)

        new = IssuedDocument.objects.get(id=made)
        old.refresh_from_db()
        assert (checked(old).state, checked(old).replaced_by) == ("replaced", new.reference)
        assert (checked(new).state, new.valid_until) == ("valid", old.valid_until)
        assert new.values["fact"]["name"] == "Ada Josephine"

    def test_corrects_only_what_the_paper_shows(self):
        with pytest.raises(InvalidInput):
            commands.reissue_document(
                by=inspector(), at=now(), document_id=make_issued(), reason="Oops", corrections={"number": "D99"}
            )


class TestVerify:
    def test_shows_no_more_than_the_paper(self):
        found = checked(IssuedDocument.objects.get(id=make_issued()))

        assert found.shown == (("Name", "Ada Joseph"), ("Date of birth", "14 March 1991"))
        assert (found.ministry, found.holder) == ("Ministry of Home Affairs", "Ada Joseph")

    def test_expires_by_its_date(self):
        document = IssuedDocument.objects.get(id=make_issued())

        assert checked(document, at=now() + timedelta(days=180)).state == "valid"
        assert checked(document, at=now() + timedelta(days=181)).state == "expired"

    def test_what_was_never_issued_is_unknown_however_well_signed(self):
        document = IssuedDocument.objects.get(id=make_issued())
        token = token_of(document)
        document.reference = "D26-9999999-9"

        assert checked(document) == queries.UNKNOWN
        assert (
            queries.verify(viewer=ANONYMOUS, at=now(), token=token[:-1] + ("A" if token[-1] != "A" else "Q")).state
            == "unknown"
        )
        assert queries.verify(viewer=ANONYMOUS, at=now(), token="") == queries.UNKNOWN

    def test_by_number_only_with_the_code_from_the_paper(self):
        document = IssuedDocument.objects.get(id=make_issued())

        def typed(number, code):
            return queries.verify_number(viewer=ANONYMOUS, at=now(), number=number, code=code).state

        assert typed(document.reference.lower().replace("-", " "), rules.spaced_code(document.code).lower()) == "valid"
        assert typed(document.reference, "AAAA-AAAA") == "unknown"
        assert typed("D26-0000000-1", document.code) == "unknown"

    def test_a_paper_still_being_made_is_unknown(self):
        document = IssuedDocument.objects.get(
            id=commands.issue_document(
                by=MACHINE, at=now(), service="test-service", version=1, template="certificate",
                wanted=commands.Wanted(occasion="x", unit="police-records", facts=FACTS),
            )
        )  # fmt: skip

        assert checked(document) == queries.UNKNOWN


class TestListOfCase:
    def test_to_the_holder_and_to_officers_with_a_part_in_it(self):
        make_workflow()
        holder = Actor(kind="citizen", party_id=new_id())
        case_id = make_case(applicant_id=holder.party_id)
        make_template(id="theirs", revoke_role="records-clerk")
        made = make_issued(case_id=case_id, holder_id=holder.party_id, template="theirs")

        def seen_by(viewer):
            return queries.list_of_case(
                viewer=viewer, at=now(), case_id=case_id, purpose=Purpose("test"), page=Page()
            ).items

        assert [each.may_revoke for each in seen_by(holder)] == [False]
        assert [each.may_revoke for each in seen_by(make_officer())] == [True]
        assert queries.get_issued(viewer=holder, at=now(), document_id=made, purpose=Purpose("test")).state == "valid"
        for other in OTHERS.values():
            with pytest.raises((NotAllowed, NotFound)):
                seen_by(other())
            with pytest.raises((NotAllowed, NotFound)):
                queries.get_issued(viewer=other(), at=now(), document_id=made, purpose=Purpose("test"))
