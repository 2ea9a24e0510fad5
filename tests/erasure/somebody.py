"""
Somebody with rows in every room, and their marks in every text of them: name, addresses, numbers. Built on the small island, whose
rows of other people are given to them where they have none of their own.
"""

import hashlib
import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models

from digigov.kernel.actor import system
from digigov.kernel.ids import new_id
from digigov.modules.documents import commands as documents
from digigov.modules.privacy.definitions import Source, Whose
from digigov.modules.privacy.queries import holdings
from tests.refusals.world import AT, World

GIVEN, FAMILY = "Zebedina", "Quillfeather"
EMAIL, PHONE, NUMBER = "zebedina.quillfeather@example.org", "+17585550177", "9917755"
MARKS = (GIVEN, FAMILY, "zebedina", "quillfeather", PHONE, NUMBER)
ALL = f"{GIVEN} {FAMILY}, {EMAIL}, {PHONE}, {NUMBER}"
WORDS = {
    "agreement",
    "title",
    "text",
    "note",
    "reason",
    "holder_name",
    "waived_because",
    "address",
    "ground",
    "name",
    "subject",
}
BODIES = {
    "answers",
    "facts",
    "prefilled",
    "evidence",
    "values",
    "claim",
    "findings",
    "request",
    "reply",
    "named",
    "lines",
}


def _session(whose: Whose) -> None:
    apps.get_model("identity", "Session").objects.create(
        session_key="s" * 32, session_data=ALL, account_id=min(whose.account_ids), expire_date=AT, device=GIVEN
    )


def _recovery(whose: Whose) -> None:
    apps.get_model("identity", "Recovery").objects.create(
        account_id=min(whose.account_ids), opens_at=AT, closes_at=AT, stop_digest="0" * 64
    )


def _doubt(whose: Whose) -> None:
    application = apps.get_model("applications", "Application").objects.filter(party_id=whose.party_id).first()
    apps.get_model("applications", "Doubt").objects.create(
        application=application, party_id=whose.party_id, entry_id=whose.party_id, raised_at=AT
    )


def _relative(whose: Whose) -> None:
    apps.get_model("organizations", "Relative").objects.create(
        party_id=whose.party_id, relative_id=min(whose.account_ids), declared_at=AT
    )


def _signin(whose: Whose) -> None:
    apps.get_model("openid", "SignIn").objects.create(
        client=apps.get_model("openid", "Client").objects.first(), account_id=min(whose.account_ids),
        party_id=whose.party_id, visit="0" * 64, scopes=[], acr="1", proved_at=AT, code_digest="0" * 64, begun_at=AT,
    )  # fmt: skip


def _subject(whose: Whose) -> None:
    apps.get_model("openid", "Subject").objects.create(sub=new_id().hex, sector="tax.example", party_id=whose.party_id)


def _erasure(whose: Whose) -> None:
    """Asked for once before, and withdrawn."""
    apps.get_model("privacy", "Erasure").objects.create(
        reference="E26-0000000-0", party_id=whose.party_id, party_ids=[], account_ids=[], closes=False, state="withdrawn",
        asked_at=AT, asked_by=whose.party_id, begins_at=AT, ended_at=AT,
    )  # fmt: skip


def _of_sign_in(name: str, **columns: Any) -> Callable[[Whose], None]:
    """A row of the account that hangs on nothing else."""

    def make(whose: Whose) -> None:
        apps.get_model("identity", name).objects.create(account_id=min(whose.account_ids), **columns)

    return make


def _review(whose: Whose) -> None:
    application = apps.get_model("applications", "Application").objects.filter(party_id=whose.party_id).first()
    apps.get_model("applications", "Review").objects.create(
        application=application, party_id=whose.party_id, decision_id=new_id(), asked_at=AT
    )


def _letter(whose: Whose) -> None:
    proofing = apps.get_model("assurance", "Proofing").objects.filter(party_id=whose.party_id).first()
    apps.get_model("assurance", "Letter").objects.create(proofing=proofing, number="0" * 64, lines=[ALL], asked_at=AT)


def _drawn_paper(whose: Whose) -> None:
    """A mandate that they signed and that is no more."""
    file_id = documents.keep_drawn(by=system("test"), at=AT, name="mandate.pdf", content=f"%PDF {ALL}".encode())
    apps.get_model("signing", "DrawnPaper").objects.create(
        purpose="mandate", subject_id=new_id(), says="0" * 64, signer_id=whose.party_id, file_id=file_id,
        carried={"given_names": GIVEN}, drawn_at=AT, signed_at=AT, signed="0" * 64,
    )  # fmt: skip


def _conversation(whose: Whose) -> None:
    """A chat that is over, with their words in it; and they answer others themselves."""
    talk = apps.get_model("contact_center", "Conversation").objects.create(
        reference="C26-9999999-9", subject=ALL, language="en", party_id=whose.party_id, sureness="probable", state="closed",
        opened_at=AT, last_at=AT, closed_at=AT,
    )  # fmt: skip
    contact = apps.get_model("contact_center", "Contact").objects.create(
        conversation=talk, channel="chat", lane="text", address=EMAIL, name=GIVEN, language="en", state="ended",
        entered_at=AT, rank_at=AT, widen_at=AT, open_at=AT, ended_at=AT,
    )  # fmt: skip
    apps.get_model("contact_center", "Message").objects.create(
        conversation=talk, contact=contact, author="citizen", text=ALL, language="en", position=1, written_at=AT
    )


def _agent(whose: Whose) -> None:
    apps.get_model("contact_center", "Agent").objects.create(
        party_id=whose.party_id, state_since=AT, idle_since=AT, seen_at=AT
    )


def _agent_state(whose: Whose) -> None:
    apps.get_model("contact_center", "AgentState").objects.create(party_id=whose.party_id, at=AT, state="ready")


MADE = {
    "contact_center_conversation": _conversation, "contact_center_agent": _agent, "contact_center_agentstate": _agent_state,
    "identity_knowndevice": _of_sign_in("KnownDevice", digest="1" * 64, seen_at=AT),
    "identity_alarm": _of_sign_in("Alarm", digest="2" * 64, was={"email": EMAIL}, made_at=AT, works_until=AT),
    "identity_pastaddress": _of_sign_in("PastAddress", digest="3" * 64, left_at=AT),
    "identity_concern": _of_sign_in("Concern", kind="not-me", noted_at=AT, note=ALL),
    "assurance_letter": _letter, "applications_review": _review, "signing_drawnpaper": _drawn_paper, "identity_session": _session, "identity_recovery": _recovery, "applications_doubt": _doubt,
    "organizations_relative": _relative, "openid_subject": _subject, "openid_signin": _signin, "privacy_erasure": _erasure,
}  # fmt: skip


ALWAYS_OWN = (
    "privacy_erasure",
    "signing_drawnpaper",
    "assurance_letter",
)  # what another asked for, or signed, is not theirs


def sources() -> list[Source]:
    return [source for holding in holdings().values() for source in holding.sources]


def make_somebody(world: World) -> Whose:
    """Ana of the small island, with something of each kind and her marks in all of it."""
    whose = Whose(world.ana.party_id, frozenset({world.ana.party_id}), frozenset({world.ana.account_id}))
    for source in sources():
        if not source.rows(whose).exists():
            _give(source, whose)
    _name(world.ana.party_id, world.ana.account_id)
    for source in sources():
        for row in source.rows(whose):
            _mark(row)
            _mark_children(row)
    return whose


def _give(source: Source, whose: Whose) -> None:
    """A row of somebody else's becomes theirs, by the column that says whose it is, or by that of the row that it hangs on."""
    if source.table in ALWAYS_OWN:
        MADE[source.table](whose)
        return
    model = _model(source.table)
    field = next(each for each in model._meta.concrete_fields if each.column == source.column)
    if field.is_relation and field.related_model.__name__ not in ("Person", "Account"):
        parent = next(each for each in sources() if each.table == field.related_model._meta.db_table)
        row = model.objects.first()
        field.related_model.objects.filter(pk=getattr(row, field.attname)).update(**{parent.column: whose.party_id})
        return
    mine = next(iter(whose.account_ids)) if "account" in source.column else whose.party_id
    others = model.objects.exclude(**{source.column: None})
    if source.table == "mandates_mandate":
        others = others.exclude(principal_id=whose.party_id).exclude(agent_id=whose.party_id)
    if source.table == "workforce_swap":
        others = others.exclude(party_id=whose.party_id).exclude(other_id=whose.party_id)
    row = others.first()
    if row is None:
        MADE[source.table](whose)
        return
    model.objects.filter(pk=row.pk).update(**{field.attname: mine})


def _name(party_id: UUID, account_id: UUID) -> None:
    apps.get_model("parties", "Person").objects.filter(id=party_id).update(
        given_names=GIVEN, family_name=FAMILY, email=EMAIL, phone=PHONE, national_id=NUMBER, address={"street": ALL}
    )
    apps.get_model("identity", "Account").objects.filter(id=account_id).update(email=EMAIL, phone=PHONE)


def _mark(row: Any) -> None:
    """Personal data in every text and every body that may hold some."""
    changes: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        if isinstance(field, models.JSONField) and field.name in BODIES:
            changes[field.name] = [ALL] if isinstance(getattr(row, field.name), list) else {"said": ALL}
        elif isinstance(field, models.CharField | models.TextField) and field.name in WORDS and not field.choices:
            changes[field.name] = ALL[: field.max_length or 500]
    if row._meta.db_table == "notifications_delivery":
        changes["address"] = EMAIL if row.channel == "email" else PHONE
    if row._meta.db_table == "documents_file" and row.sha256:
        changes["sha256"] = _stored(f"%PDF {row.pk} {ALL}".encode())
    if row._meta.db_table in ("parties_person", "identity_account"):
        return
    if changes:
        type(row).objects.filter(pk=row.pk).update(**changes)


def _stored(content: bytes) -> str:
    digest = hashlib.sha256(content).hexdigest()
    default_storage.save(f"content/{digest[:2]}/{digest[2:4]}/{digest}", ContentFile(content))
    return digest


def _mark_children(row: Any) -> None:
    if row._meta.db_table != "casework_case":
        return
    for name in ("StepRun", "Decision", "Note", "TimelineEntry"):
        for child in apps.get_model("casework", name).objects.filter(case_id=row.pk):
            _mark(child)


def end_everything(whose: Whose, at: Any) -> None:
    """Nothing is under way any more: cases are closed, fees settled, papers over, mandates ended."""
    Case, StepRun, Task = (apps.get_model("casework", name) for name in ("Case", "StepRun", "Task"))
    cases = list(Case.objects.filter(applicant_id__in=whose.party_ids).values_list("id", flat=True))
    StepRun.objects.filter(case_id__in=cases, finished_at=None).update(finished_at=at, outcome="over")
    Task.objects.filter(case_id__in=cases, state="open").update(state="dropped")
    Case.objects.filter(id__in=cases).update(state="closed", closed_at=at, outcome="granted", service="shop-licence")
    apps.get_model("payments", "Payment").objects.filter(payer_id__in=whose.party_ids).update(
        state="paid", settled_at=at
    )
    apps.get_model("signing", "Envelope").objects.filter(owner_id__in=whose.party_ids).update(state="done", ended_at=at)
    signed = apps.get_model("signing", "Signer").objects.filter(party_id__in=whose.party_ids)
    apps.get_model("signing", "Envelope").objects.filter(id__in=signed.values("envelope_id")).update(
        state="done", ended_at=at
    )
    vouched = apps.get_model("assurance", "Proofing").objects.filter(voucher_id__in=whose.party_ids)
    vouched.update(state="lapsed", decided_at=at, works_until=at)
    talks = apps.get_model("contact_center", "Conversation").objects.filter(party_id__in=whose.party_ids)
    apps.get_model("contact_center", "Contact").objects.filter(conversation_id__in=talks.values("id")).update(
        state="ended", ended_at=at
    )
    for column in ("principal_id", "agent_id"):
        apps.get_model("mandates", "Mandate").objects.filter(**{f"{column}__in": whose.party_ids}).update(
            state="ended", ended_at=at
        )
    apps.get_model("organizations", "Assignment").objects.filter(party_id__in=whose.party_ids).update(ends_at=at)


def _model(table: str) -> Any:
    return next(each for each in apps.get_models() if each._meta.db_table == table)


def found_in_database(owner: Any) -> dict[str, set[str]]:
    """Every table and column in which a mark stands: the whole database, as its owner reads it."""
    columns = owner.execute(
        "SELECT table_name, column_name, data_type FROM information_schema.columns JOIN information_schema.tables"
        " USING (table_schema, table_name) WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
    ).fetchall()
    found: dict[str, set[str]] = {}
    for table, column, kind in columns:
        if kind not in ("text", "character varying", "json", "jsonb", "bytea", "ARRAY"):
            continue
        text = f"encode(\"{column}\", 'escape')" if kind == "bytea" else f'"{column}"::text'
        condition = " OR ".join(f"{text} ILIKE %s" for _mark in MARKS)
        (count,) = owner.execute(
            f'SELECT count(*) FROM "{table}" WHERE {condition}', [f"%{mark}%" for mark in MARKS]
        ).fetchone()
        if count:
            found.setdefault(table, set()).add(column)
    return found


def found_in_store(folder: str = "") -> set[str]:
    """Every file of the store that holds a mark."""
    folders, files = default_storage.listdir(folder)
    here = {f"{folder}/{name}".strip("/") for name in files}
    found = {name for name in here if any(mark.encode() in default_storage.open(name).read() for mark in MARKS)}
    for each in folders:
        found |= found_in_store(f"{folder}/{each}".strip("/"))
    return found


def answer_put(owner: Any) -> None:
    """What a register said of them lies behind the gate."""
    owner.execute(
        "INSERT INTO registries_answer (register, under, key, row_key, said, read_at)"
        " VALUES ('people', 'national-id', %s, %s, %s, now())",
        [NUMBER, NUMBER, json.dumps({"full_name": {"given": GIVEN, "family": FAMILY}})],
    )
