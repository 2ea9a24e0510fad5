"""
How an application may go, and what must then stand in the books: the steps, how it ended, the papers and what was told.

An act is ``(who, outcome)``; ``citizen`` answers what was asked for, keeps a time, or takes the application back.
A licence is renewed once the register of drivers was read, which others serve over HTTP: or could not be, time after time.
"""

from dataclasses import dataclass

CERTIFICATE, LICENCE = "police-certificate-of-character", "drivers-licence-renewal"
CLERK, INSPECTOR = "agnes", "winston"
LICENSING, SUPERVISOR = "lucille", "hugo"
CLEAR, SIGNED = (CLERK, "clear"), (INSPECTOR, "signed")
MORE = {
    "clear": {"record_found": "no"},
    "refuse": {"record_found": "no"},
    "ask": {
        "record_found": "no",
        "request-ask": "Please tell your other names again.",
        "questions-ask": "other_names",
        "files-ask": "0",
    },
    "refused": {"reason-refused": "identity"},
}
LEFT = "left"


@dataclass(frozen=True)
class Plan:
    """``journeys``: each way the steps may have gone. ``told``: each message once, by the name of its template."""

    acts: tuple[tuple[str, str], ...]
    journeys: tuple[str, ...]
    outcome: str
    papers: tuple[str, ...]
    told: tuple[str, ...]
    state: str = "closed"
    service: str = CERTIFICATE


PLANS = {
    "granted": Plan(
        acts=(CLEAR, SIGNED),
        journeys=("pay check sign issue",),
        outcome="granted",
        papers=("certificate", "receipt"),
        told=("document-ready", "paid", "received"),
    ),
    "asked": Plan(
        acts=((CLERK, "ask"), ("citizen", "answered"), CLEAR, SIGNED),
        journeys=("pay check more check sign issue",),
        outcome="granted",
        papers=("certificate", "receipt"),
        told=("document-ready", "paid", "received", "your-turn"),
    ),
    "seen": Plan(
        acts=((CLERK, "fingerprints"), ("citizen", "arranged"), (CLERK, "held"), CLEAR, SIGNED),
        journeys=("pay check prints check sign issue",),
        outcome="granted",
        papers=("certificate", "receipt"),
        told=("appointment", "document-ready", "paid", "received", "your-turn"),
    ),
    LEFT: Plan(
        acts=(),
        journeys=("pay check",),
        outcome="",
        papers=("receipt",),
        told=("paid", "received"),
        state="open",
    ),
    "returned": Plan(
        acts=(CLEAR, (INSPECTOR, "returned"), CLEAR, SIGNED),
        journeys=("pay check sign check sign issue",),
        outcome="granted",
        papers=("certificate", "receipt"),
        told=("document-ready", "paid", "received"),
    ),
    "refused": Plan(
        acts=((CLERK, "refuse"), (INSPECTOR, "refused")),
        journeys=("pay check refusal",),
        outcome="refused",
        papers=("letter", "receipt"),
        told=("paid", "received", "refused"),
    ),
    "withdrawn": Plan(
        acts=(("citizen", "withdrawn"),),
        journeys=("pay", "pay check"),
        outcome="withdrawn",
        papers=("receipt",),
        told=("paid", "received", "refunded", "withdrawn"),
    ),
    "renewed": Plan(
        acts=((LICENSING, "renew"),),
        journeys=("pay look-up check issue collect",),
        outcome="granted",
        papers=("licence-card", "receipt"),
        told=("card-ready", "document-ready", "paid", "received"),
        service=LICENCE,
    ),
}
