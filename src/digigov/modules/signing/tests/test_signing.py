"""One paper, several who sign it: in which order, who else may look, and how it ends."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.apps import apps
from pyhanko.pdf_utils.reader import PdfFileReader

from digigov.kernel.actor import ANONYMOUS, system
from digigov.kernel.clock import now
from digigov.kernel.errors import InvalidInput, NotAllowed, NotFound
from digigov.kernel.paging import Page
from digigov.modules.documents import commands as documents
from digigov.modules.documents.commands import store_file
from digigov.modules.documents.testing import make_pdf, make_picture
from digigov.modules.identity.testing import load_messages, make_me, messages_to
from digigov.modules.parties.queries import contact_of
from digigov.modules.signatures.commands import NotAuthorized, NotProved
from digigov.modules.signatures.testing.people import authorize, make_signer
from digigov.modules.signing import commands, queries
from digigov.modules.signing.models import Envelope, Signer
from digigov.modules.signing.testing import content_of, make_envelope, make_plan, sign

pytestmark = pytest.mark.django_db
Entry, File = apps.get_model("audit", "Entry"), apps.get_model("documents", "File")


@pytest.fixture(autouse=True)
def _messages():
    load_messages()


def mail_of(signer):
    return contact_of(signer.party_id).email


def state_of(envelope_id):
    return Envelope.objects.get(id=envelope_id).state


def signatures_in(pdf):
    return len(PdfFileReader(BytesIO(pdf)).embedded_signatures)


class TestOneAlone:
    def test_signs_the_own_paper(self):
        ada = make_signer()
        envelope_id = make_envelope(ada)

        signed = sign(ada, envelope_id)

        assert (state_of(envelope_id), signatures_in(signed)) == ("done", 1)

    def test_not_twice(self):
        ada = make_signer()
        envelope_id = make_envelope(ada)
        sign(ada, envelope_id)

        with pytest.raises(commands.HasEnded):
            sign(ada, envelope_id)

    def test_not_what_the_law_leaves_out(self):
        with pytest.raises(commands.KindLeftOut):
            make_envelope(make_signer(), kind="will")

    def test_not_without_saying_what_it_is(self):
        with pytest.raises(InvalidInput) as refused:
            make_envelope(make_signer(), kind="no-such")
        assert "kind" in refused.value.errors

    def test_nobody_whom_we_do_not_know(self):
        with pytest.raises(NotProved):
            make_envelope(make_me())

    def test_no_picture(self):
        ada = make_signer()
        make_plan()
        picture = store_file(by=ada, at=now(), name="a.jpg", content=make_picture())

        with pytest.raises(commands.NotAPdf):
            commands.begin_signing(by=ada, at=now(), file_id=picture, kind="agreement")

    def test_nobody_elses_file(self):
        ada, bea = make_signer(), make_signer()
        make_plan()
        theirs = store_file(by=bea, at=now(), name="a.pdf", content=make_pdf())

        with pytest.raises(NotFound):
            commands.begin_signing(by=ada, at=now(), file_id=theirs, kind="agreement")


class TestSeveral:
    def test_one_after_the_other_each_told_when_the_turn_comes(self):
        ada, bea, cil = (make_signer(given_names=name) for name in ("Ada", "Bea", "Cil"))
        envelope_id = make_envelope(ada, mail_of(bea), mail_of(cil), in_order=True)
        with pytest.raises(commands.NotYourTurn):
            sign(bea, envelope_id)
        before = len(messages_to(mail_of(bea)))

        first = sign(ada, envelope_id)
        assert len(messages_to(mail_of(bea))) == before + 1
        assert messages_to(mail_of(cil)) == [] or "asks you to sign" not in messages_to(mail_of(cil))[-1]
        second = sign(bea, envelope_id)
        third = sign(cil, envelope_id)

        assert third.startswith(second) and second.startswith(first)
        assert (state_of(envelope_id), signatures_in(third)) == ("done", 3)
        assert "all" in messages_to(mail_of(ada))[-1] or "everybody" in messages_to(mail_of(ada))[-1]

    def test_together_in_whatever_order_they_come(self):
        ada, bea = make_signer(), make_signer()
        envelope_id = make_envelope(ada, mail_of(bea))

        sign(bea, envelope_id)

        assert signatures_in(sign(ada, envelope_id)) == 2

    def test_who_confirmed_before_another_signed_looks_again(self):
        ada, bea = make_signer(), make_signer()
        envelope_id = make_envelope(ada, mail_of(bea))
        seen_before = authorize(ada, content_of(ada, envelope_id))
        sign(bea, envelope_id)

        with pytest.raises(NotAuthorized):
            commands.sign(by=ada, at=now(), envelope_id=envelope_id, authorization_id=seen_before)
        assert Signer.objects.get(envelope_id=envelope_id, party_id=ada.party_id).state == "waiting"

    def test_whoever_opens_an_account_later_with_the_address_finds_it(self):
        ada = make_signer()
        envelope_id = make_envelope(ada, "late@example.org", with_own=False)
        late = make_signer(email="late@example.org")

        (found,) = queries.list_envelopes(viewer=late, at=now(), page=Page())
        assert found.id == envelope_id and found.waits_for_me
        sign(late, envelope_id)

        assert state_of(envelope_id) == "done"

    def test_whether_somebody_has_an_account_is_not_told(self):
        ada, bea = make_signer(), make_signer()
        envelope_id = make_envelope(ada, mail_of(bea), "nobody@example.org")

        seen = queries.get_envelope(viewer=ada, at=now(), envelope_id=envelope_id).signers
        assert [each.name for each in seen][1:] == [mail_of(bea), "nobody@example.org"]
        others = queries.get_envelope(viewer=bea, at=now(), envelope_id=envelope_id).signers
        assert "nobody@example.org" not in [each.name for each in others]

    def test_nor_whether_two_addresses_are_one_person_s_who_signs_once(self):
        ada, bea = make_signer(), make_signer(email="bea@example.org", phone="+17585550177")
        envelope_id = make_envelope(ada, "bea@example.org", "+17585550177", with_own=False)

        seen = queries.get_envelope(viewer=ada, at=now(), envelope_id=envelope_id).signers
        assert len(seen) == 2
        sign(bea, envelope_id)

        assert state_of(envelope_id) == "done"
        assert signatures_in(content_of(ada, envelope_id)) == 1

    @pytest.mark.parametrize("address", ["no address", "12", "a@"])
    def test_no_address_is_said(self, address):
        with pytest.raises(InvalidInput) as refused:
            make_envelope(make_signer(), address)
        assert address in str(refused.value.errors["others"])

    def test_ten_at_most_and_somebody_at_least(self):
        ada = make_signer()
        with pytest.raises(InvalidInput):
            make_envelope(ada, *(f"p{number}@example.org" for number in range(10)))
        with pytest.raises(InvalidInput):
            make_envelope(ada, with_own=False)


class TestStrangers:
    def test_see_and_do_nothing(self):
        ada, eve = make_signer(), make_signer()
        envelope_id = make_envelope(ada)

        for call in (
            lambda by: queries.get_envelope(viewer=by, at=now(), envelope_id=envelope_id),
            lambda by: queries.open_document(viewer=by, at=now(), envelope_id=envelope_id),
            lambda by: commands.sign(by=by, at=now(), envelope_id=envelope_id, authorization_id=envelope_id),
            lambda by: commands.decline(by=by, at=now(), envelope_id=envelope_id, reason="no"),
            lambda by: commands.withdraw(by=by, at=now(), envelope_id=envelope_id),
            lambda by: commands.forget(by=by, at=now(), envelope_id=envelope_id),
        ):
            with pytest.raises(NotFound):
                call(eve)
            with pytest.raises(NotAllowed):
                call(ANONYMOUS)
        assert state_of(envelope_id) == "open"

    def test_an_invited_one_neither_withdraws_nor_forgets(self):
        ada, bea = make_signer(), make_signer()
        envelope_id = make_envelope(ada, mail_of(bea))

        with pytest.raises(NotFound):
            commands.withdraw(by=bea, at=now(), envelope_id=envelope_id)

    def test_the_owner_sees_in_the_trail_who_opened_it(self):
        ada, bea = make_signer(), make_signer()
        envelope_id = make_envelope(ada, mail_of(bea))
        content_of(bea, envelope_id)

        line = Entry.objects.get(action="signing.document-opened")
        assert (line.subject_id, line.party_id) == (ada.party_id, bea.party_id)


class TestEnds:
    def test_declined_with_a_reason_that_the_owner_reads(self):
        ada, bea = make_signer(), make_signer()
        envelope_id = make_envelope(ada, mail_of(bea))
        with pytest.raises(InvalidInput):
            commands.decline(by=bea, at=now(), envelope_id=envelope_id, reason="  ")

        commands.decline(by=bea, at=now(), envelope_id=envelope_id, reason="The price is wrong.")

        seen = queries.get_envelope(viewer=ada, at=now(), envelope_id=envelope_id)
        assert (seen.state, seen.signers[1].reason) == ("declined", "The price is wrong.")
        assert "declined" in messages_to(mail_of(ada))[-1]
        with pytest.raises(commands.HasEnded):
            sign(ada, envelope_id)

    def test_withdrawn_by_the_owner(self):
        ada, bea = make_signer(), make_signer()
        envelope_id = make_envelope(ada, mail_of(bea))
        commands.withdraw(by=ada, at=now(), envelope_id=envelope_id)

        with pytest.raises(commands.HasEnded):
            sign(bea, envelope_id)
        with pytest.raises(commands.HasEnded):
            commands.withdraw(by=ada, at=now(), envelope_id=envelope_id)

    def test_too_late(self):
        ada, bea = make_signer(), make_signer()
        begun = now() - timedelta(days=30)
        envelope_id = make_envelope(ada, mail_of(bea), at=begun)

        assert queries.get_envelope(viewer=ada, at=now(), envelope_id=envelope_id).state == "lapsed"
        with pytest.raises(commands.HasEnded):
            sign(bea, envelope_id)
        assert commands.lapse(at=now()) == 1
        assert state_of(envelope_id) == "lapsed"

    def test_forgotten_by_the_owner_or_after_ninety_days_with_its_file(self):
        ada = make_signer()
        own, old = make_envelope(ada), make_envelope(ada)
        with pytest.raises(commands.StillOpen):
            commands.forget(by=ada, at=now(), envelope_id=own)
        for each in (own, old):
            sign(ada, each)

        commands.forget(by=ada, at=now(), envelope_id=own)
        commands.lapse(at=now() + timedelta(days=91))

        assert not Envelope.objects.exists()
        assert not File.objects.exists()

    def test_the_sweep_of_files_spares_what_is_to_be_signed(self):
        ada = make_signer()
        make_envelope(ada)
        store_file(by=ada, at=now(), name="b.pdf", content=make_pdf(Lang="en"))

        later = now() + timedelta(days=8)
        documents.sweep_files(by=system("test"), at=later, before=later, spare=queries.list_files_in_use())

        assert File.objects.count() == 1


def test_only_the_machine_or_a_publisher_loads_the_plan():
    with pytest.raises(NotAllowed):
        commands.load_plan(by=make_me(), at=now(), definition=None)
    commands.load_plan(by=system("test"), at=now(), definition=None)
    with pytest.raises(NotFound):
        queries.get_plan()
