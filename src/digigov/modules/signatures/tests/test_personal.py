"""A person's own signature: whose key, for which document, by what proof, how often."""

import hashlib
from datetime import timedelta
from io import BytesIO

import pytest
from cryptography import x509
from django.apps import apps
from procrastinate.contrib.django.models import ProcrastinateJob
from pyhanko.pdf_utils.reader import PdfFileReader

from digigov.kernel.actor import ANONYMOUS, Actor, Grant
from digigov.kernel.clock import now
from digigov.kernel.errors import NotAllowed, NotFound
from digigov.kernel.events import DELIVER, deliver
from digigov.modules.assurance.commands import end_proof
from digigov.modules.assurance.testing import make_plan, make_proved
from digigov.modules.identity import commands as identity
from digigov.modules.identity.testing import PASSWORD, make_account, make_me, totp_digits
from digigov.modules.organizations.testing import make_officer, make_organizations
from digigov.modules.parties.testing import make_person
from digigov.modules.signatures import commands, people, queries
from digigov.modules.signatures.commands import NotAuthorized, NotProved, PdfNotSignable, SecondFactorNeeded
from digigov.modules.signatures.models import Authorization, Certificate
from digigov.modules.signatures.testing.people import add_passkey, authorize, make_signer, show_passkey, sign
from digigov.modules.signatures.tests.test_seals import blank_pdf

pytestmark = pytest.mark.django_db
Entry = apps.get_model("audit", "Entry")


def sha256(pdf):
    return hashlib.sha256(pdf).hexdigest()


def certificate_of(signer):
    return Certificate.objects.get(role="person", holder_id=signer.party_id, retired_at=None)


def read(row):
    return x509.load_der_x509_certificate(bytes(row.der))


class TestCertificate:
    def test_says_who_it_is_and_never_the_national_number(self):
        ada = make_signer(given_names="Ada", family_name="Invented", national_id="9100055")
        sign(ada, blank_pdf())

        made = read(certificate_of(ada))
        named = {each.rfc4514_attribute_name: each.value for each in made.subject}
        assert (named["C"], named["CN"]) == ("LC", "Ada Invented (rehearsal)")
        assert made.subject.get_attributes_for_oid(x509.NameOID.SERIAL_NUMBER)[0].value.startswith("DG:LC-")
        assert b"9100055" not in bytes(certificate_of(ada).der)

    def test_is_for_signing_alone_and_says_where_to_ask(self, settings):
        ada = make_signer()
        sign(ada, blank_pdf())

        found = read(certificate_of(ada)).extensions
        usage = found.get_extension_for_class(x509.KeyUsage)
        assert usage.critical and usage.value.content_commitment and not usage.value.digital_signature
        lists = found.get_extension_for_class(x509.CRLDistributionPoints).value[0].full_name[0].value
        asked = found.get_extension_for_class(x509.AuthorityInformationAccess).value[0].access_location.value
        assert lists == f"{settings.ADDRESS}/.well-known/digigov-issuing.crl"
        assert asked == f"{settings.ADDRESS}/.well-known/digigov-ocsp"

    def test_ends_with_the_proof_or_after_two_years(self):
        ada, at = make_signer(), now().replace(microsecond=0)
        sign(ada, blank_pdf(), at=at)

        assert certificate_of(ada).expires_at == at + people.LASTS

    def test_the_same_person_keeps_the_key_and_another_has_another(self):
        ada, bea = make_signer(), make_signer()
        for signer in (ada, ada, bea):
            sign(signer, blank_pdf())

        numbers = list(Certificate.objects.filter(role="person").values_list("holder_number", flat=True))
        assert len(numbers) == len(set(numbers)) == 2

    def test_a_new_name_gets_a_new_certificate_for_the_same_number(self):
        ada = make_signer()
        sign(ada, blank_pdf())
        first = certificate_of(ada)
        from_parties(ada, family_name="Married")
        sign(ada, blank_pdf())

        assert "Married" in read(certificate_of(ada)).subject.rfc4514_string()
        assert certificate_of(ada).holder_number == first.holder_number


def from_parties(signer, **changes):
    """As a counter's correction would leave it."""
    apps.get_model("parties", "Person").objects.filter(id=signer.party_id).update(**changes)


class TestWhoMaySign:
    def test_nobody_whom_we_do_not_know(self):
        somebody = make_me()

        with pytest.raises(NotProved):
            authorize_with_password(somebody, blank_pdf())

        assert not Certificate.objects.filter(role="person").exists()

    def test_no_stranger(self):
        for call in (
            lambda: authorize_with_password(ANONYMOUS, blank_pdf()),
            lambda: commands.sign_pdf(by=ANONYMOUS, at=now(), pdf=blank_pdf(), authorization_id=make_person()),
            lambda: commands.revoke_own_key(by=ANONYMOUS, at=now()),
        ):
            with pytest.raises(NotAllowed):
                call()

    def test_an_officer_whom_nobody_has_proved(self):
        make_organizations()
        make_plan()
        party_id = make_person(given_names="Ofa", family_name="Fictional")
        make_officer(unit="treasury", role="cashier", party_id=party_id)
        officer = Actor(kind="officer", account_id=make_account(party_id=party_id), party_id=party_id)
        add_passkey(officer)

        sign(officer, blank_pdf())

        made = read(certificate_of(officer)).extensions.get_extension_for_class(x509.CertificatePolicies).value
        assert made[0].policy_identifier.dotted_string.endswith(".0")

    def test_nobody_whose_proof_was_ended_since_they_confirmed(self):
        ada, pdf = make_signer(), blank_pdf()
        allowed = authorize(ada, pdf)
        end_proof(by=withdrawer(), at=now(), party_id=ada.party_id)

        with pytest.raises(NotProved):
            commands.sign_pdf(by=ada, at=now(), pdf=pdf, authorization_id=allowed)


def withdrawer():
    return Actor(kind="officer", second_factor=True, grants=frozenset({Grant("assurance.end")}))


def authorize_with_password(by, pdf, *, password=PASSWORD, digits="000000", at=None):
    return commands.authorize_by_password(by=by, at=at or now(), sha256=sha256(pdf), password=password, digits=digits)


class TestAuthorize:
    def test_a_password_alone_does_not_sign(self):
        make_plan()
        ada = make_me()
        make_proved(ada.party_id, at=now() - timedelta(days=1))

        with pytest.raises(SecondFactorNeeded):
            authorize_with_password(ada, blank_pdf())

    def test_the_password_and_the_apps_digits_do(self):
        make_plan()
        ada, at = make_me(), now()
        make_proved(ada.party_id, at=at - timedelta(days=1))
        secret = identity.begin_totp(by=ada, at=at, issuer="Test").secret
        identity.confirm_totp(by=ada, at=at, digits=totp_digits(secret, at))
        later, pdf = at + timedelta(seconds=60), blank_pdf()

        with pytest.raises(identity.WrongPassword):
            authorize_with_password(ada, pdf, password="wrong", digits=totp_digits(secret, later), at=later)
        with pytest.raises(identity.WrongDigits):
            authorize_with_password(ada, pdf, digits="000000", at=later)
        allowed = authorize_with_password(ada, pdf, digits=totp_digits(secret, later), at=later)

        assert commands.sign_pdf(by=ada, at=later, pdf=pdf, authorization_id=allowed).startswith(pdf)

    def test_anothers_passkey_does_not(self):
        ada, bea = make_signer(), make_signer()
        state, answer = show_passkey(bea)

        with pytest.raises(identity.PasskeyRefused):
            commands.authorize_by_passkey(by=ada, at=now(), sha256="0" * 64, state=state, answer=answer)
        assert not Authorization.objects.exists()

    @pytest.mark.parametrize("digest", ["", "0" * 63, "G" * 64, "0" * 65])
    def test_no_document_without_its_hash(self, digest):
        ada = make_signer()
        state, answer = show_passkey(ada)

        with pytest.raises(NotAuthorized):
            commands.authorize_by_passkey(by=ada, at=now(), sha256=digest, state=state, answer=answer)


class TestSignPdf:
    def test_the_trail_says_what_was_signed_by_what_proof(self):
        ada, pdf = make_signer(), blank_pdf()
        signed = sign(ada, pdf)

        line = Entry.objects.get(action="signatures.signed")
        assert line.subject_id == ada.party_id
        assert (line.details["sha256"], line.details["signed_sha256"]) == (sha256(pdf), sha256(signed))
        assert line.details["proof"] == "passkey"

    def test_another_document_is_not_signed(self):
        ada, pdf = make_signer(), blank_pdf()
        allowed = authorize(ada, pdf)

        with pytest.raises(NotAuthorized):
            commands.sign_pdf(by=ada, at=now(), pdf=pdf + b" ", authorization_id=allowed)
        assert Authorization.objects.get(id=allowed).used_at is None

    def test_another_persons_permission_is_none(self):
        ada, bea, pdf = make_signer(), make_signer(), blank_pdf()

        with pytest.raises(NotAuthorized):
            commands.sign_pdf(by=bea, at=now(), pdf=pdf, authorization_id=authorize(ada, pdf))

    def test_a_permission_works_for_minutes(self):
        ada, pdf, at = make_signer(), blank_pdf(), now()
        allowed = authorize(ada, pdf, at=at)

        for moment in (at + timedelta(minutes=5), at - timedelta(seconds=1)):
            with pytest.raises(NotAuthorized):
                commands.sign_pdf(by=ada, at=moment, pdf=pdf, authorization_id=allowed)

    def test_a_permission_works_once(self):
        ada, pdf = make_signer(), blank_pdf()
        allowed = authorize(ada, pdf)
        commands.sign_pdf(by=ada, at=now(), pdf=pdf, authorization_id=allowed)

        with pytest.raises(NotAuthorized):
            commands.sign_pdf(by=ada, at=now(), pdf=pdf, authorization_id=allowed)

    def test_a_file_that_takes_none_leaves_the_permission(self):
        ada, torn = make_signer(), blank_pdf()[:200]
        allowed = authorize(ada, torn)

        with pytest.raises(PdfNotSignable):
            commands.sign_pdf(by=ada, at=now(), pdf=torn, authorization_id=allowed)
        assert Authorization.objects.get(id=allowed).used_at is None

    def test_several_sign_one_after_the_other_and_what_was_there_stays(self):
        signed = once = sign(make_signer(given_names="Ada"), blank_pdf())
        signed = sign(make_signer(given_names="Bea"), signed)

        assert signed.startswith(once)
        assert len(PdfFileReader(BytesIO(signed)).embedded_signatures) == 2

    def test_for_the_archive_the_file_ends_with_a_time_stamp(self):
        signed = sign(make_signer(), blank_pdf(), archive=True)

        found = PdfFileReader(BytesIO(signed)).embedded_timestamp_signatures
        assert len(found) == 1


class TestRevoke:
    def test_at_once_by_oneself_and_the_next_signature_has_another_key(self):
        ada = make_signer()
        sign(ada, blank_pdf())
        lost, waiting = certificate_of(ada), authorize(ada, blank_pdf())

        commands.revoke_own_key(by=ada, at=now())

        listed = x509.load_der_x509_crl(queries.newest_revocation_list())
        assert listed.get_revoked_certificate_by_serial_number(read(lost).serial_number)
        assert queries.get_own_readiness(viewer=ada, at=now()).key is None
        with pytest.raises(NotAuthorized):
            commands.sign_pdf(by=ada, at=now(), pdf=blank_pdf(), authorization_id=waiting)
        sign(ada, blank_pdf())
        assert certificate_of(ada).short_id != lost.short_id

    def test_there_is_nothing_to_revoke_of_somebody_without_a_key(self):
        with pytest.raises(NotFound):
            commands.revoke_own_key(by=make_signer(), at=now())

    def test_whose_proof_ends_signs_no_more(self):
        ada = make_signer()
        sign(ada, blank_pdf())
        end_proof(by=withdrawer(), at=now(), party_id=ada.party_id)
        for job in ProcrastinateJob.objects.filter(task_name=DELIVER, args__to="signatures.subscribers.proof_ended"):
            deliver(**job.args)
            deliver(**job.args)

        assert Certificate.objects.get(role="person", holder_id=ada.party_id).revoked_at
