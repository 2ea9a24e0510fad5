"""Work for later: looking for viruses, making papers, sweeping up."""

from uuid import UUID

from procrastinate.contrib.django import app

from digigov.kernel.actor import system
from digigov.kernel.clock import now
from digigov.kernel.errors import AdapterFailure
from digigov.kernel.queue import UPKEEP, with_back_off
from digigov.modules.documents import commands
from digigov.modules.documents.commands.files import drop_now

AGAIN = with_back_off(12)
MACHINE = system("documents")


@app.task(name="documents.scan_file", queue="files", retry=AGAIN, pass_context=False)
def scan_file(file_id: str) -> None:
    commands.scan_file(by=MACHINE, at=now(), file_id=UUID(file_id))


@app.task(name="documents.make_document", queue="papers", retry=AGAIN, pass_context=False)
def make_document(document_id: str) -> None:
    commands.make_document(by=MACHINE, at=now(), document_id=UUID(document_id))


@app.task(name="documents.drop_content", queue="files", retry=AGAIN, pass_context=False)
def drop_content(digest: str) -> None:
    if not drop_now(digest):
        raise AdapterFailure("A backup is being written; content is dropped after it", temporary=True)


@app.periodic(cron="41 * * * *")
@app.task(
    name="documents.rescan_files",
    queue="files",
    queueing_lock="documents.rescan_files",
    pass_context=False,
    retry=UPKEEP,
)
def rescan_files(timestamp: int) -> None:
    commands.rescan_files(by=MACHINE, at=now())


@app.periodic(cron="17 3 * * *")
@app.task(name="documents.sweep_uploads", queueing_lock="documents.sweep_uploads", pass_context=False, retry=UPKEEP)
def sweep_uploads(timestamp: int) -> None:
    commands.sweep_uploads(by=MACHINE, at=now())


@app.periodic(cron="29 3 * * *")
@app.task(name="documents.sweep_contents", queueing_lock="documents.sweep_contents", pass_context=False, retry=UPKEEP)
def sweep_contents(timestamp: int) -> None:
    commands.sweep_contents(by=MACHINE, at=now())


@app.periodic(cron="53 * * * *")
@app.task(
    name="documents.drop_drawn",
    queueing_lock="documents.drop_drawn",
    pass_context=False,
    retry=UPKEEP,
)
def drop_drawn(timestamp: int) -> None:
    """Papers that were drawn for an officer to sign, and that nobody signed."""
    commands.drop_drawn(by=MACHINE, at=now())


@app.task(name="documents.publish_status_list", queue="default", retry=AGAIN, pass_context=False)
def publish_status_list(number: int) -> None:
    """At once, when something in it was withdrawn."""
    commands.publish_status_list(by=MACHINE, at=now(), number=number)


@app.periodic(cron="11 4 * * *")
@app.task(
    name="documents.publish_status_lists",
    queueing_lock="documents.publish_status_lists",
    pass_context=False,
    retry=UPKEEP,
)
def publish_status_lists(timestamp: int) -> None:
    """Each night: whoever looks into a list in the morning knows that it is of today."""
    commands.publish_status_lists(by=MACHINE, at=now())


@app.periodic(cron="23 4 * * *")
@app.task(
    name="documents.renew_archive_stamps",
    queue="papers",
    queueing_lock="documents.renew_archive_stamps",
    pass_context=False,
    retry=UPKEEP,
)
def renew_archive_stamps(timestamp: int) -> None:
    """Nightly, some at a time, so that each record has its turn once a year."""
    commands.renew_archive_stamps(by=MACHINE, at=now())
