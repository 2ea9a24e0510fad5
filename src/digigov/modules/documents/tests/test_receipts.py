"""Receipts are one series without a gap, and stay it."""

import pytest

from digigov.kernel.actor import Grant
from digigov.kernel.clock import now
from digigov.modules.audit.commands import Purpose
from digigov.modules.documents import commands, queries
from digigov.modules.documents.commands.lifecycle import ReceiptKeepsItsNumber
from digigov.modules.documents.models import IssuedDocument
from digigov.modules.documents.policies import REVOKE
from digigov.modules.documents.testing import MACHINE
from digigov.modules.organizations.testing import make_officer, make_organizations


@pytest.mark.django_db
def test_a_receipt_is_never_issued_again_under_a_number_out_of_its_series():
    make_organizations()
    wanted = commands.Wanted(occasion="payment:2", unit="police-records", facts={}, reference="R26-0000007-0")
    made = commands.issue_receipt(by=MACHINE, at=now(), service="test-service", version=1, wanted=wanted)
    commands.make_document(by=MACHINE, at=now(), document_id=made)
    officer = make_officer(grants=[Grant(REVOKE, "police-records")])

    with pytest.raises(ReceiptKeepsItsNumber):
        commands.reissue_document(by=officer, at=now(), document_id=made, reason="It was lost")

    assert [each.reference for each in IssuedDocument.objects.all()] == ["R26-0000007-0"]
    shown = queries.get_issued(viewer=officer, at=now(), document_id=made, purpose=Purpose("test"))
    assert shown.may_revoke and not shown.may_reissue
