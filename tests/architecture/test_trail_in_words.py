"""The trail is read by the people whom it is about: no code without words."""

import re
from pathlib import Path

import digigov
from digigov.sites.account.trail import WHAT, WHY

SRC = Path(digigov.__file__).parent
FILES = [path for path in SRC.rglob("*.py") if "tests" not in path.parts and "testing" not in path.parts]
ACTION = re.compile(r'action="([a-z]+\.[a-z-]+)"')
PURPOSE = re.compile(r'Purpose\(\s*"([a-z-]+)"')
# What these tell of is a file, a step, a payment or the country and no person: no line of it stands in anybody's trail.
OF_NO_PERSON = {
    *(
        "knowledge.article-begun",
        "knowledge.article-confirmed",
        "knowledge.article-retired",
        "knowledge.translation-approved",
        "knowledge.translation-saved",
        "knowledge.version-begun",
        "knowledge.version-published",
        "knowledge.version-returned",
        "knowledge.version-saved",
        "knowledge.version-sent",
    ),
    *("applications.drafts-expired", "appointments.cancelled", "assurance.plan-loaded"),
    "assurance.kiosk-set-up",
    "mandates.plan-loaded",
    "identity.plan-loaded",
    "signing.plan-loaded",
    "documents.file-lengthened",
    *("casework.answers-corrected", "casework.case-closed", "casework.case-opened", "casework.deadline-missed"),
    *("casework.note-added", "casework.request-answered", "casework.step-finished", "casework.task-completed"),
    *("casework.turn-passed", "casework.workflow-published", "catalog.pack-edition-published"),
    *(
        "catalog.service-published",
        "catalog.service-withdrawn",
        "documents.document-drawn",
        "documents.document-issued",
    ),
    *("documents.document-drawn-to-sign", "documents.document-signed"),
    *("documents.document-planned", "documents.document-reissued", "documents.document-revoked"),
    *("documents.file-attached", "documents.file-discarded", "documents.file-handed-over", "documents.file-scanned"),
    *("documents.file-stored", "documents.templates-published", "documents.upload-begun", "forms.country-loaded"),
    *("forms.form-published", "notifications.messages-published", "notifications.sent-again"),
    *(
        "privacy.plan-loaded",
        "privacy.retention-applied",
        "openid.client-ended",
        "openid.client-registered",
        "openid.client-changed",
        "openid.client-proposed",
        "openid.proposal-refused",
        "openid.secret-changed",
        "operations.incident-changed",
    ),
    *("operations.incident-ended", "operations.incident-told", "operations.job-dismissed", "operations.job-retried"),
    *("organizations.calendar-loaded", "organizations.definition-loaded", "organizations.post-abolished"),
    *("organizations.post-created", "payments.difference-settled", "payments.fee-waived", "payments.fees-published"),
    *("payments.payer-changed", "payments.payment-asked-for", "payments.payment-cancelled"),
    *("payments.payment-started", "payments.refund-done", "payments.refund-ordered", "payments.waiver-asked-for"),
    *("payments.waiver-refused", "registries.registers-loaded", "signatures.ceremony-held", "signatures.code-signed"),
    *("signatures.pdf-sealed", "signatures.statement-signed", "signatures.archive-stamp-renewed"),
    *(
        "signatures.keys-moved",
        "openid.keys-replaced",
        "signatures.request-keys-made",
        "signatures.request-keys-replaced",
    ),
    "registries.reviews-overdue",
    *("casework.case-moved", "casework.clock-set", "catalog.request-category-published"),
    *("workforce.day-left-out", "workforce.day-counts-again", "workforce.week-planned", "workforce.week-changed"),
    "workforce.week-published",
}


def found(pattern):
    return {match for path in FILES for match in pattern.findall(path.read_text())}


def test_each_thing_that_can_be_done_has_words():
    assert found(ACTION) - set(WHAT) - OF_NO_PERSON == set()


def test_each_purpose_has_words():
    assert found(PURPOSE) - set(WHY) == set()


def test_the_list_of_what_concerns_nobody_names_what_there_is():
    assert OF_NO_PERSON - found(ACTION) == set()
