"""What each job of the queue does, in words for the people who run the servers. A test asks for a line for each job."""

from collections.abc import Callable

from django.utils.translation import gettext as _

WORK: dict[str, Callable[[], str]] = {
    "applications.expire_drafts": lambda: _("Warn of drafts that end soon, and delete those that ended"),
    "applications.sweep_files": lambda: _("Delete uploaded files that no draft or application holds"),
    "assurance.lapse": lambda: _("End checks of identities that waited too long"),
    "knowledge.open_reviews": lambda: _("Ask owners to look at articles again whose day has come"),
    "knowledge.forget_old": lambda: _("Forget what people looked for long ago, and what they said of articles"),
    "mandates.lapse": lambda: _("End mandates that nobody answered or whose last day is past"),
    "mandates.recheck_firms": lambda: _(
        "Ask the register of companies whether those for which somebody acts still exist"
    ),
    "mandates.recheck_parents": lambda: _(
        "Ask the register of births whether it still names those who act for a child"
    ),
    "signatures.keep_list_fresh": lambda: _("Sign the list of revoked certificates anew"),
    "service_requests.watch": lambda: _("Look for reports that are late, unanswered by the citizen, or over"),
    "service_requests.tell_followers": lambda: _("Tell those who follow a report what became of it"),
    "signing.lapse": lambda: _("End papers that nobody signed in time, and forget those that ended long ago"),
    "assurance.recheck": lambda: _("Ask the register of deaths about people who have shown who they are"),
    "audit.publish_head": lambda: _("Sign and publish the head of the audit trail for the day"),
    "audit.seal": lambda: _("Seal the newest part of the audit trail"),
    "casework.watch_deadlines": lambda: _("Look for missed deadlines"),
    "deliver_event": lambda: _("Tell another part what has happened"),
    "documents.drop_content": lambda: _("Delete the content of a file that nobody holds"),
    "documents.make_document": lambda: _("Make and seal a paper"),
    "documents.publish_status_list": lambda: _("Sign a list of withdrawn papers anew"),
    "documents.publish_status_lists": lambda: _("Sign the lists of withdrawn papers of the day"),
    "documents.drop_drawn": lambda: _("Forget papers that no officer signed in time"),
    "documents.renew_archive_stamps": lambda: _("Renew the archive time stamps of records"),
    "documents.rescan_files": lambda: _("Scan files for viruses that were not scanned before"),
    "documents.scan_file": lambda: _("Scan a file for viruses"),
    "documents.sweep_contents": lambda: _("Delete stored content that no file refers to"),
    "documents.sweep_uploads": lambda: _("Delete uploads that were never finished"),
    "forget_done_jobs": lambda: _("Forget jobs that were done a week ago"),
    "identity.forget_what_has_passed": lambda: _("Forget sessions, codes and counts that have ended"),
    "registries.remind_of_reviews": lambda: _("Remind of emergencies that nobody has looked at again"),
    "signatures.look_after_request_keys": lambda: _("Make the next key for look-ups in registers"),
    "openid.look_after": lambda: _("Make the next key for signing in elsewhere, and forget what has ended"),
    "openid.tell_ended": lambda: _("Tell another system that somebody signed out"),
    "notifications.deliver_message": lambda: _("Send a message"),
    "notifications.forget_codes": lambda: _("Forget sign-in codes that no longer work"),
    "notifications.resume_cut_off": lambda: _("Take up messages that were cut off while being sent"),
    "operations.forget_failures": lambda: _("Forget why jobs failed that have been done since"),
    "operations.look_at_trail": lambda: _("Look whether the audit trail is whole"),
    "payments.ask": lambda: _("Ask the card gateway how a payment stands"),
    "payments.call_back": lambda: _("Call back a payment at the card gateway"),
    "payments.pass_on": lambda: _("Tell the case that a fee is paid"),
    "payments.reconcile": lambda: _("Compare the day's payments with the card gateway"),
    "payments.send_refund": lambda: _("Send money back through the card gateway"),
    "payments.watch": lambda: _("Look for payments that hang"),
    "privacy.erase_due": lambda: _("Erase the data of people who asked for it, after the pause"),
    "privacy.note_erasures": lambda: _("Write down beside the backups who asked to be erased"),
    "privacy.sweep_past": lambda: _("Erase what is past its time"),
    "registries.forget_old_readings": lambda: _("Forget what registers said long ago"),
    "registries.raise_alarm": lambda: _("Tell who protects data of an emergency look-up"),
    "registries.read_for_step": lambda: _("Ask a register for a case"),
    "rehearsal.step_clock": lambda: _("Move the rehearsal's clock a day"),
    "retry_stalled_jobs": lambda: _("Take up jobs whose worker has died"),
}


def work_in_words(task: str) -> str:
    return WORK[task]() if task in WORK else task
