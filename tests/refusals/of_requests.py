"""What people report to ministries."""

from typing import Any

from digigov.modules.service_requests import commands as requests
from digigov.modules.service_requests.commands import Reporter
from digigov.modules.service_requests.testing import make_request
from tests.refusals.trial import Anybody, Trial
from tests.refusals.world import AT


def _of(world: Any, by: Any, which: str = "request") -> dict[str, Any]:
    return {"by": by, "at": AT, "request_id": getattr(world, which).id}


REQUESTS = {
    "acknowledge_request": Trial(lambda w, by: requests.acknowledge_request(**_of(w, by)), by="liaison"),
    "ask_reporter": Trial(lambda w, by: requests.ask_reporter(**_of(w, by), text="Which?"), by="liaison"),
    "close_request": Trial(
        lambda w, by: requests.close_request(
            **_of(w, by), evidence="photo", text="Cleaned", file_ids=[w.request_evidence]
        ),
        by="liaison",
    ),
    "confirm_request": Trial(
        lambda w, by: requests.confirm_request(**_of(w, by, "done_request"), is_done=True), by="ana"
    ),
    "follow_request": Anybody(
        "Only what is public can be followed, and an address hears of it at once; the page counts."
    ),
    "forward_request": Trial(
        lambda w, by: requests.forward_request(**_of(w, by), unit="trade", reason="Theirs"), by="liaison"
    ),
    "name_subject": Trial(
        lambda w, by: requests.name_subject(**_of(w, by, "complaint"), party_id=w.ben.party_id), by="chief"
    ),
    "open_request": Trial(
        lambda w, by: make_request(by=by, at=AT, reporter=Reporter(party_id=w.ana.party_id)), by="ana"
    ),
    "publish_text": Trial(
        lambda w, by: requests.publish_text(**_of(w, by), text="A stall", is_public=True), by="liaison"
    ),
    "reopen_request": Trial(
        lambda w, by: requests.reopen_request(**_of(w, by, "done_request"), text="Not done", channel="sms"), by="ana"
    ),
    "reply_to_request": Trial(
        lambda w, by: requests.reply_to_request(**_of(w, by), text="The third stall", channel="web"), by="ana"
    ),
    "start_work": Trial(lambda w, by: requests.start_work(**_of(w, by), text="A crew goes there"), by="liaison"),
    "stop_following": Anybody("The link of a message is the proof; without it one ends only what one follows oneself."),
    "tell_entry": Trial(lambda w, by: requests.tell_entry(by=by, at=AT, entry_id=w.news_id), by="machine"),
    "watch_requests": Trial(lambda w, by: requests.watch_requests(by=by, at=AT), by="machine"),
    "write_note": Trial(lambda w, by: requests.write_note(**_of(w, by), text="For us"), by="liaison"),
}
