"""Records get an archive time stamp when they are sealed, and another each year."""

from datetime import timedelta

import pytest

from digigov.kernel.actor import Actor, system
from digigov.kernel.clock import now
from digigov.kernel.errors import AdapterFailure, NotAllowed
from digigov.modules.documents import blobs, commands
from digigov.modules.documents.commands import archiving
from digigov.modules.documents.models import IssuedDocument
from digigov.modules.documents.testing import make_issued, make_template
from digigov.modules.organizations.testing import make_organizations
from digigov.modules.signatures.queries import check_pdf

pytestmark = pytest.mark.django_db
MACHINE = system("documents")


def renew(*, days):
    return commands.renew_archive_stamps(by=MACHINE, at=now() + timedelta(days=days))


def content(document_id):
    document = IssuedDocument.objects.select_related("file").get(id=document_id)
    return document, blobs.get(document.file.sha256)


@pytest.fixture
def record():
    make_organizations()
    make_template(archive=True)
    return make_issued()


def test_a_record_is_renewed_once_a_year_and_not_before(record):
    first, sealed = content(record)
    assert first.archived_at is not None

    assert [renew(days=364), renew(days=366), renew(days=367)] == [0, 1, 0]

    again, longer = content(record)
    assert longer.startswith(sealed) and again.file.size == len(longer)
    assert again.archived_at > first.archived_at
    assert [each.kind for each in check_pdf(pdf=longer, at=again.archived_at).signatures] == [
        "seal", "time-stamp", "time-stamp",
    ]  # fmt: skip


def test_what_is_no_record_is_left_alone():
    make_organizations()
    make_template()
    document, sealed = content(make_issued())

    assert document.archived_at is None
    assert renew(days=400) == 0
    assert [each.kind for each in check_pdf(pdf=sealed, at=now()).signatures] == ["seal"]


def test_when_the_keys_do_not_answer_the_record_stays_as_it_is_and_has_its_turn_later(record, monkeypatch):
    _document, sealed = content(record)

    def away(**_asked):
        raise AdapterFailure("the token test does not answer", temporary=True)

    with monkeypatch.context() as gone:
        gone.setattr(archiving.signatures, "renew_archive_stamp", away)
        with pytest.raises(AdapterFailure):
            renew(days=400)
    assert content(record)[1] == sealed

    assert renew(days=400) == 1


@pytest.mark.parametrize("by", [Actor(kind="citizen"), Actor(kind="officer", second_factor=True)])
def test_the_machine_alone_renews(by):
    with pytest.raises(NotAllowed):
        commands.renew_archive_stamps(by=by, at=now())
