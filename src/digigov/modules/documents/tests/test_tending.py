from datetime import timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from digigov.kernel.actor import ANONYMOUS, Actor, system
from digigov.kernel.clock import now
from digigov.kernel.errors import AdapterFailure, NotAllowed
from digigov.kernel.ids import new_id
from digigov.modules.casework.testing import make_case, make_workflow
from digigov.modules.documents import blobs, commands
from digigov.modules.documents.models import File
from digigov.modules.documents.ports import Scanned
from digigov.modules.documents.testing import make_file, make_pdf, make_picture
from digigov.modules.organizations.testing import make_organizations

pytestmark = pytest.mark.django_db
MACHINE = system("test")
OTHERS = [ANONYMOUS, Actor(kind="citizen", account_id=new_id()), Actor(kind="officer", party_id=new_id())]
NAMES = ["stranger", "citizen", "officer"]


class Looking:
    def scan(self, content):
        return Scanned("infected", "Eicar") if content == make_pdf() else Scanned("clean")


class Away:
    def scan(self, content):
        raise AdapterFailure("ClamAV is away", temporary=True)


def fit(settings, scanner):
    settings.DIGIGOV_ADAPTERS = {**settings.DIGIGOV_ADAPTERS, "scanner": f"{__name__}.{scanner.__name__}"}


def not_scanned(**made):
    file_id = make_file(**made)
    commands.scan_file(by=MACHINE, at=now(), file_id=file_id)  # the embedded scanner looks at nothing
    return file_id


def state(file_id):
    return File.objects.get(id=file_id).scan_state


def scans():
    jobs = ProcrastinateJob.objects.filter(task_name="documents.scan_file").order_by("id")
    return [job.args["file_id"] for job in jobs]


class TestRescanFiles:
    def test_what_nobody_looked_at_is_looked_at_once_a_scanner_is_there(self, settings):
        first, second = not_scanned(content=make_pdf()), not_scanned()
        asked = len(scans())
        fit(settings, Looking)

        assert commands.rescan_files(by=MACHINE, at=now()) == 2

        assert state(first) == "infected"
        assert scans()[asked:] == [str(second)]
        commands.scan_file(by=MACHINE, at=now(), file_id=second)
        assert commands.rescan_files(by=MACHINE, at=now()) == 0

    def test_without_a_scanner_all_wait_and_no_job_is_made(self):
        not_scanned(), not_scanned()
        asked = len(scans())

        assert commands.rescan_files(by=MACHINE, at=now()) == 0

        assert len(scans()) == asked

    def test_a_scanner_that_is_away_is_asked_again_the_next_time(self, settings):
        file_id = not_scanned()
        fit(settings, Away)

        assert commands.rescan_files(by=MACHINE, at=now()) == 0

        assert state(file_id) == "not-scanned"

    def test_a_file_whose_content_is_lost_keeps_the_scanner_from_no_other(self, settings):
        lost, second, third = (
            not_scanned(content=each) for each in (make_picture(noise=True), make_pdf(), make_picture())
        )
        blobs.drop(File.objects.get(id=lost).sha256)
        asked = len(scans())
        fit(settings, Looking)

        assert commands.rescan_files(by=MACHINE, at=now()) == 2

        assert [state(lost), state(second)] == ["not-scanned", "infected"]
        assert scans()[asked:] == [str(third)]

    def test_a_first_scan_that_was_given_up_is_done_after_a_day(self, settings):
        file_id = make_file()
        fit(settings, Looking)

        assert commands.rescan_files(by=MACHINE, at=now()) == 0
        assert commands.rescan_files(by=MACHINE, at=now() + timedelta(days=2)) == 1

        assert state(file_id) == "clean"

    @pytest.mark.parametrize("by", OTHERS, ids=NAMES)
    def test_is_the_machines_alone(self, by, settings):
        file_id = not_scanned()
        fit(settings, Looking)

        with pytest.raises(NotAllowed):
            commands.rescan_files(by=by, at=now())

        assert state(file_id) == "not-scanned"


def sweep(by=MACHINE, spare=()):
    return commands.sweep_files(by=by, at=now(), before=now() + timedelta(seconds=1), spare=spare)


class TestSweepFiles:
    def test_forgets_what_nobody_holds_with_its_content(self, django_capture_on_commit_callbacks):
        file = File.objects.get(id=make_file())

        assert sweep() == 1

        assert not File.objects.exists()
        with pytest.raises(FileNotFoundError):
            blobs.get(file.sha256)

    def test_content_stays_while_another_file_needs_it(self):
        make_file(), make_file()
        kept = File.objects.latest("id")

        assert sweep(spare=[kept.id]) == 1

        assert blobs.get(kept.sha256)

    def test_leaves_alone_what_a_case_took_in_what_is_young_and_what_government_made(self):
        make_organizations()
        make_workflow()
        by = Actor(kind="citizen", account_id=new_id(), party_id=new_id())
        taken = make_file(by=by)
        commands.attach_files(by=by, at=now(), file_ids=[taken], case_id=make_case())
        File.objects.filter(id=make_file(content=make_pdf())).update(origin="made")

        assert sweep() == 0
        make_file(content=make_picture(kind="PNG"))
        assert commands.sweep_files(by=MACHINE, at=now(), before=now() - timedelta(days=7), spare=()) == 0

        assert File.objects.count() == 3

    @pytest.mark.parametrize("by", OTHERS, ids=NAMES)
    def test_is_the_machines_alone(self, by):
        make_file()

        with pytest.raises(NotAllowed):
            sweep(by=by)

        assert File.objects.exists()


def sweep_store(by=MACHINE):
    """Every share of the store, as so many days later."""
    return sum(commands.sweep_contents(by=by, at=now() + timedelta(days=each)) for each in range(blobs.SHARES))


class TestSweepContents:
    @pytest.fixture(autouse=True)
    def _a_store_of_its_own_in_which_all_is_old(self, settings, monkeypatch):
        settings.STORAGES = {**settings.STORAGES}
        monkeypatch.setattr("digigov.modules.documents.commands.tending.PATIENCE", timedelta(seconds=-1))

    def test_takes_away_what_no_file_speaks_of_and_nothing_else(self):
        kept = File.objects.get(id=make_file()).sha256
        left = blobs.put(b"stored by somebody who was killed before saying so")

        assert sweep_store() == 1

        assert blobs.get(kept)
        with pytest.raises(FileNotFoundError):
            blobs.get(left)

    def test_leaves_alone_what_may_still_be_spoken_of(self, monkeypatch):
        monkeypatch.setattr("digigov.modules.documents.commands.tending.PATIENCE", timedelta(days=1))
        left = blobs.put(b"stored this moment")

        assert sweep_store() == 0

        assert blobs.get(left)

    @pytest.mark.parametrize("by", OTHERS, ids=NAMES)
    def test_is_the_machines_alone(self, by):
        with pytest.raises(NotAllowed):
            sweep_store(by=by)
