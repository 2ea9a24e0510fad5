import psycopg
import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from digigov.kernel import locks
from digigov.kernel.actor import ANONYMOUS, Actor, system
from digigov.kernel.clock import now
from digigov.kernel.errors import AdapterFailure, NotAllowed, NotFound
from digigov.kernel.ids import new_id
from digigov.modules.audit.commands import Purpose
from digigov.modules.casework.testing import make_case, make_workflow
from digigov.modules.documents import blobs, commands, queries
from digigov.modules.documents.commands.files import scan_file
from digigov.modules.documents.inspection import FileOfWrongType
from digigov.modules.documents.jobs import drop_content
from digigov.modules.documents.models import File
from digigov.modules.documents.ports import Scanned
from digigov.modules.documents.queries import FileIsInfected, NotScannedYet
from digigov.modules.documents.testing import make_file, make_pdf, make_picture
from digigov.modules.organizations.testing import make_officer, make_organizations

pytestmark = pytest.mark.django_db
WHY = Purpose("test")
SECRET = "a-secret-of-a-session-of-somebody"


def citizen() -> Actor:
    return Actor(kind="citizen", account_id=new_id(), party_id=new_id())


def opened(file_id, by, **more):
    return queries.open_file(viewer=by, at=now(), file_id=file_id, purpose=WHY, **more)


@pytest.fixture
def case_id():
    make_organizations()
    make_workflow()
    return make_case()


class TestStoreFile:
    def test_keeps_what_it_really_is_under_its_hash(self):
        by = citizen()

        file = File.objects.get(id=make_file(by=by, name="..\\..\\evil/../\u202egpj.exe", content=make_pdf()))

        assert file.name == "gpj.exe.pdf"
        assert file.media_type == "application/pdf"
        assert opened(file.id, by).content == blobs.get(file.sha256) == make_pdf()

    def test_the_same_content_lies_in_the_store_once(self):
        one, two = make_file(content=make_pdf()), make_file(content=make_pdf())

        assert len({each.sha256 for each in File.objects.filter(id__in=[one, two])}) == 1

    def test_a_stranger_needs_a_secret(self):
        with pytest.raises(NotAllowed):
            make_file(by=ANONYMOUS)
        with pytest.raises(NotAllowed):
            make_file(by=ANONYMOUS, secret="short")

        assert not File.objects.exists()
        assert opened(make_file(by=ANONYMOUS, secret=SECRET), ANONYMOUS, secret=SECRET)

    def test_a_refused_file_leaves_nothing(self):
        with pytest.raises(FileOfWrongType):
            make_file(content=b"MZ\x00\x00")

        assert not File.objects.exists()


class TestOpenFile:
    def test_is_closed_to_everybody_else(self, case_id):
        file_id = make_file()

        for by in (ANONYMOUS, citizen(), make_officer()):
            with pytest.raises(NotFound):
                opened(file_id, by)
            with pytest.raises(NotFound):
                opened(file_id, by, secret=SECRET)

    def test_opens_to_officers_with_a_part_in_its_case(self, case_id):
        by = citizen()
        file_id = make_file(by=by)
        commands.attach_files(by=by, at=now(), file_ids=[file_id], case_id=case_id)
        scan_file(by=system("test"), at=now(), file_id=file_id)

        assert opened(file_id, make_officer()).media_type == "image/jpeg"
        with pytest.raises(NotFound):
            opened(file_id, make_officer(unit="treasury", role="cashier"))
        with pytest.raises(NotFound):
            opened(file_id, citizen())

    def test_a_virus_is_opened_by_nobody(self, monkeypatch):
        by = citizen()
        file_id = make_file(by=by)
        found = Scanned("infected", "Eicar")
        monkeypatch.setattr(
            "digigov.modules.documents.commands.files.scanner", lambda: type("S", (), {"scan": lambda self, _: found})()
        )

        scan_file(by=system("test"), at=now(), file_id=file_id)

        with pytest.raises(FileIsInfected):
            opened(file_id, by)

    def test_an_officer_waits_for_the_scanner_and_whoever_sent_it_does_not(self, case_id):
        by = citizen()
        file_id = make_file(by=by)
        commands.attach_files(by=by, at=now(), file_ids=[file_id], case_id=case_id)

        assert opened(file_id, by).content
        with pytest.raises(NotScannedYet):
            opened(file_id, make_officer())

        scan_file(by=system("test"), at=now(), file_id=file_id)

        assert opened(file_id, make_officer()).content


class TestAttachFiles:
    def test_a_file_goes_to_one_case_only(self, case_id):
        by = citizen()
        file_id = make_file(by=by)
        other = make_case()

        commands.attach_files(by=by, at=now(), file_ids=[file_id], case_id=case_id)
        commands.attach_files(by=by, at=now(), file_ids=[file_id], case_id=case_id)

        with pytest.raises(NotFound):
            commands.attach_files(by=by, at=now(), file_ids=[file_id], case_id=other)
        assert File.objects.get().case_id == case_id

    @pytest.mark.parametrize("command", [commands.attach_files, commands.hand_over_files, commands.discard_files])
    def test_refuses_anyone_else(self, command, case_id):
        file_id = make_file()
        more = {
            commands.attach_files: {"case_id": case_id},
            commands.hand_over_files: {"to_party_id": new_id()},
            commands.discard_files: {},
        }[command]
        before = File.objects.values().get()

        for by in (ANONYMOUS, citizen(), make_officer(unit="treasury", role="cashier")):
            with pytest.raises(NotFound):
                command(by=by, at=now(), file_ids=[file_id], **more)

        assert File.objects.values().get() == before


class TestHandOverFiles:
    def test_who_takes_a_draft_over_takes_its_files(self):
        by, other = citizen(), citizen()
        file_id = make_file(by=by)

        commands.hand_over_files(by=by, at=now(), file_ids=[file_id], to_party_id=other.party_id)

        assert opened(file_id, other)
        with pytest.raises(NotFound):
            opened(file_id, by)


class TestDiscardFiles:
    def test_the_content_goes_with_the_last_that_needs_it(self, django_capture_on_commit_callbacks):
        by = citizen()
        one, two = make_file(by=by, content=make_picture(size=(7, 7))), make_file(content=make_picture(size=(7, 7)))
        digest = File.objects.get(id=two).sha256

        with django_capture_on_commit_callbacks(execute=True):
            commands.discard_files(by=by, at=now(), file_ids=[one])
        assert blobs.get(digest)

        with django_capture_on_commit_callbacks(execute=True):
            commands.discard_files(by=system("test"), at=now(), file_ids=[two])
        with pytest.raises(FileNotFoundError):
            blobs.get(digest)

    def test_content_stays_while_a_backup_is_written_and_goes_after_it(self, django_capture_on_commit_callbacks):
        by = citizen()
        file_id = make_file(by=by)
        digest = File.objects.get().sha256

        with psycopg.connect(**connection.get_connection_params()) as backup:
            backup.execute("SELECT pg_advisory_lock(%s)", [locks.BACKUP])
            with django_capture_on_commit_callbacks(execute=True):
                commands.discard_files(by=by, at=now(), file_ids=[file_id])
            assert blobs.get(digest)
            (job,) = ProcrastinateJob.objects.filter(task_name="documents.drop_content")
            with pytest.raises(AdapterFailure, match="A backup is being written"):
                drop_content(**job.args)
            assert blobs.get(digest)
            backup.execute("SELECT pg_advisory_unlock(%s)", [locks.BACKUP])

        drop_content(**job.args)
        with pytest.raises(FileNotFoundError):
            blobs.get(digest)


class TestScanFile:
    def test_the_embedded_default_says_that_nobody_looked(self):
        file_id = make_file()

        scan_file(by=system("test"), at=now(), file_id=file_id)

        assert File.objects.get().scan_state == "not-scanned"

    @pytest.mark.parametrize("by", [ANONYMOUS, Actor(kind="citizen"), Actor(kind="officer")])
    def test_is_the_machines_alone(self, by):
        file_id = make_file()

        with pytest.raises(NotAllowed):
            scan_file(by=by, at=now(), file_id=file_id)

        assert File.objects.get().scan_state == "waiting"
