"""Files, papers, and the keys that seal them."""

from digigov.modules.documents import commands as documents
from digigov.modules.documents.testing import make_picture
from digigov.modules.signatures import commands as signatures
from tests.refusals.trial import Machine, Trial
from tests.refusals.world import AT, LATER

SIGNED_IN = "Whoever is signed in may send a file of their own; it is nobody else's until a case has it."

DOCUMENTS = {
    "append_upload": Trial(
        lambda w, by: documents.append_upload(
            by=by, at=AT, upload_id=w.upload_id, offset=w.upload_offset, piece=w.upload_rest
        ),
        by="ana",
    ),
    "attach_files": Trial(
        lambda w, by: documents.attach_files(by=by, at=AT, file_ids=[w.file_id], case_id=w.case_id), by="ana"
    ),
    "begin_upload": Trial(
        lambda w, by: documents.begin_upload(by=by, at=AT, name="photo.jpg", size=1000),
        by="ana",
        anybody_in=SIGNED_IN,
    ),
    "discard_files": Trial(lambda w, by: documents.discard_files(by=by, at=AT, file_ids=[w.file_id]), by="ana"),
    "finish_upload": Trial(lambda w, by: documents.finish_upload(by=by, at=AT, upload_id=w.arrived_id), by="ana"),
    "hand_over_files": Trial(
        lambda w, by: documents.hand_over_files(by=by, at=AT, file_ids=[w.file_id], to_party_id=w.ben.party_id),
        by="ana",
    ),
    "hand_over_papers": Trial(
        lambda w, by: documents.hand_over_papers(
            by=by, at=AT, case_id=w.case_id, from_party_id=w.ana.party_id, to_party_id=w.ben.party_id
        ),
        by="machine",
    ),
    "issue_document": Trial(
        lambda w, by: documents.issue_document(
            by=by, at=AT, service="test-service", version=1, template="certificate", wanted=w.wanted
        ),
        by="machine",
    ),
    "draw_to_sign": Trial(lambda w, by: documents.draw_to_sign(by=by, at=AT, task_id=w.to_draw_task_id), by="deciding"),
    "sign_document": Trial(
        lambda w, by: documents.sign_document(
            by=by, at=AT, task_id=w.to_sign_task_id, authorization_id=w.deciding_allowed_id
        ),
        by="deciding",
    ),
    "issue_signed": Trial(
        lambda w, by: documents.issue_signed(
            by=by, at=AT, service="signed-by-officers", version=1, template="certificate", wanted=w.signed_wanted
        ),
        by="machine",
    ),
    "drop_drawn": Trial(lambda w, by: documents.drop_drawn(by=by, at=LATER), by="machine"),
    "drop_drawn_of": Trial(lambda w, by: documents.drop_drawn_of(by=by, step_id=w.deciding_step_id), by="machine"),
    "issue_letter": Trial(
        lambda w, by: documents.issue_letter(
            by=by, at=AT, service="test-service", version=1, template=None, wanted=w.wanted
        ),
        by="machine",
    ),
    "issue_receipt": Trial(
        lambda w, by: documents.issue_receipt(by=by, at=AT, service="test-service", version=1, wanted=w.wanted),
        by="machine",
    ),
    "load_templates": Trial(
        lambda w, by: documents.load_templates(by=by, at=AT, service="other", version=1, templates={}), by="machine"
    ),
    "draw_paper": Trial(lambda w, by: documents.draw_paper(by=by, at=AT, file_id=w.undrawn_id), by="machine"),
    "make_document": Trial(lambda w, by: documents.make_document(by=by, at=AT, document_id=w.planned_id), by="machine"),
    "publish_status_list": Trial(lambda w, by: documents.publish_status_list(by=by, at=AT, number=0), by="machine"),
    "publish_status_lists": Trial(lambda w, by: documents.publish_status_lists(by=by, at=AT), by="machine"),
    "reissue_document": Trial(
        lambda w, by: documents.reissue_document(by=by, at=AT, document_id=w.document_id, reason="It was lost"),
        by="inspector",
    ),
    "revoke_document": Trial(
        lambda w, by: documents.revoke_document(by=by, at=AT, document_id=w.document_id, reason="It was wrong"),
        by="inspector",
    ),
    "scan_file": Trial(lambda w, by: documents.scan_file(by=by, at=AT, file_id=w.file_id), by="machine"),
    "store_file": Trial(
        lambda w, by: documents.store_file(by=by, at=AT, name="photo.jpg", content=make_picture()),
        by="ana",
        anybody_in=SIGNED_IN,
    ),
    "renew_archive_stamps": Trial(lambda w, by: documents.renew_archive_stamps(by=by, at=AT), by="machine"),
    "destroy_made": Trial(lambda w, by: documents.destroy_made(by=by, file_ids=[w.to_sign_id]), by="machine"),
    "rescan_files": Trial(lambda w, by: documents.rescan_files(by=by, at=AT), by="machine"),
    "sweep_files": Trial(lambda w, by: documents.sweep_files(by=by, at=AT, before=LATER, spare=()), by="machine"),
    "sweep_contents": Trial(lambda w, by: documents.sweep_contents(by=by, at=AT), by="machine"),
    "sweep_uploads": Trial(lambda w, by: documents.sweep_uploads(by=by, at=AT), by="machine"),
}

SIGNATURES = {
    "hold_ceremony": Trial(lambda w, by: signatures.hold_ceremony(by=by, at=AT), by="machine"),
    "renew_archive_stamp": Trial(
        lambda w, by: signatures.renew_archive_stamp(by=by, at=AT, pdf=w.record), by="machine"
    ),
    "replace_keys_left_behind": Trial(lambda w, by: signatures.replace_keys_left_behind(by=by, at=AT), by="machine"),
    "replace_lost_keys": Trial(
        lambda w, by: signatures.replace_lost_keys(by=by, at=AT, are_stolen=False), by="machine"
    ),
    "look_after_request_keys": Trial(lambda w, by: signatures.look_after_request_keys(by=by, at=AT), by="machine"),
    "replace_request_keys": Trial(lambda w, by: signatures.replace_request_keys(by=by, at=AT), by="machine"),
    "sign_request": Machine("Signs a look-up with a key of the state; the adapter calls it, and only as the machine."),
    "replace_key": Trial(lambda w, by: signatures.replace_key(by=by, at=AT, unit="home-affairs"), by="key_keeper"),
    "seal_pdf": Trial(
        lambda w, by: signatures.seal_pdf(by=by, at=AT, pdf=w.pdf, unit="home-affairs", reason="Test"), by="machine"
    ),
    "sign_statement": Trial(
        lambda w, by: signatures.sign_statement(by=by, at=AT, statement=b'{"digigov":"test"}', unit="home-affairs"),
        by="machine",
        across="What the state publishes is the machine's to sign.",
    ),
    "replace_code_key": Trial(lambda w, by: signatures.replace_code_key(by=by, at=AT), by="state_key_keeper"),
    "sign_claims": Trial(lambda w, by: signatures.sign_claims(by=by, at=AT, claims={6: 1}), by="machine"),
    "sign_compact": Trial(
        lambda w, by: signatures.sign_compact(by=by, at=AT, payload=b"test", unit="home-affairs"), by="machine"
    ),
}
