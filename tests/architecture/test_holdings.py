"""No room keeps something of people without saying so: every table is named by a holding, or why it is none of a person's."""

from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import ProgrammingError, transaction

from digigov.kernel.ids import new_id
from digigov.modules.privacy.definitions import Whose
from digigov.modules.privacy.queries import all_records, holdings, kept_of

NOT_OF_A_PERSON = {
    "audit_entry": "the trail has its page, and stands in the export; it is never erased: it is the proof of what was done",
    "audit_block": "hashes", "audit_signedhead": "hashes",
    "operations_failure": "why a job failed", "operations_drill": "tries of backups", "operations_backup": "backups",
    "operations_look": "looks at the machine", "operations_minute": "counts", "operations_served": "counts",
    "operations_incident": "what the public was told",
    "organizations_unit": "government", "organizations_office": "government", "organizations_role": "government",
    "organizations_post": "a seat, whoever sits there", "organizations_calendaredition": "holidays",
    "search_entry": "services", "search_passage": "services", "search_stamp": "services",
    "notifications_templateversion": "the pack", "casework_workflowversion": "the pack",
    "registries_registerentry": "the pack",
    "registries_awaitedread": "a question to a register that is under way for a case, gone with its step",
    "identity_attempts": "counts under a keyed hash, gone within a day", "assurance_plan": "the pack",
    "assurance_kioskentry": "what somebody entered at a kiosk before it is known who it is, gone within two hours",
    "contact_center_plan": "the pack", "contact_center_event": "what happened, by channel and topic; names no citizen",
    "signing_plan": "the pack", "signatures_revocationlist": "keys of offices",
    "documents_papercode": "numbers of papers", "documents_statuslist": "numbers of papers",
    "openid_client": "other systems", "openid_proposal": "other systems, and the officers who entered them",
    "openid_signingkey": "our keys", "signatures_requestkey": "our keys",
    "documents_templateversion": "the pack", "forms_formversion": "the pack", "forms_countrydata": "the pack",
    "payments_feetableversion": "the pack", "payments_gatewayevent": "which messages of the gateway were heard",
    "payments_receiptcounter": "a number", "payments_reconciliation": "sums of a day",
    "catalog_packedition": "the pack", "catalog_serviceversion": "the pack", "catalog_service": "the pack",
    "catalog_requestcategoryversion": "the pack",
    "knowledge_topic": "the pack", "knowledge_article": "the pack, and articles of offices",
    "knowledge_version": "articles, and the officers who wrote and approved them",
    "knowledge_translation": "articles, and the officers who wrote and approved them",
    "knowledge_opened": "counts", "knowledge_asked": "counts of words, without numbers and addresses, gone when asked too seldom",
    "knowledge_feedback": "what a stranger said of an article, under no name, gone after thirteen months",
    "knowledge_suggestion": "which article was sent in a contact; the contact is a room's above, gone after thirteen months",
    "mandates_plan": "the pack", "privacy_plan": "the pack", "privacy_run": "counts of a night", "identity_plan": "the pack",
    "workforce_week": "numbers of agents needed", "workforce_leftoutday": "days that do not count",
    "rehearsal_island": "never in production", "rehearsal_phase": "never in production", "rehearsal_walk": "never in production",
}  # fmt: skip


def tables():
    return {
        model._meta.db_table: {field.column for field in model._meta.local_fields}
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("digigov.")
    }


def named():
    sources = [source for holding in holdings().values() for source in holding.sources]
    return {name for source in sources for name in (source.table, *source.also)}


def test_every_table_is_held_or_of_nobody():
    known = tables()

    assert set(known) - named() - set(NOT_OF_A_PERSON) == set()
    assert set(NOT_OF_A_PERSON) - set(known) == set()
    assert named() & set(NOT_OF_A_PERSON) == set()


def test_each_source_says_by_which_column():
    known = tables()
    for holding in holdings().values():
        for source in holding.sources:
            assert source.column in known[source.table], source


@pytest.mark.django_db
def test_each_source_can_be_asked_and_words_what_it_gives():
    whose = Whose(new_id(), frozenset({new_id()}))  # without an account: what is nobody's visit is not theirs
    for holding in holdings().values():
        assert list(all_records(holding, whose)) == []
        assert holding.title
        assert holding.purpose
        assert holding.basis
        assert kept_of(holding)


def test_each_source_ends_by_a_shredder_or_stays_by_a_law():
    """What has none must say why: by which law for ever, or that another's row or case takes it along."""
    for holding in holdings().values():
        tables = {source.table for source in holding.sources if source.shred}
        for source in holding.sources:
            if source.shred:
                assert source.rule.kind not in ("forever", "others"), source
            elif source.rule.kind == "forever":
                assert source.rule.law, source
            else:
                goes_along = source.rule.kind == "case" and "casework_case" in tables
                assert source.rule.kind == "others" or goes_along, source


def test_each_rule_names_what_ends_it():
    known = {model._meta.db_table: model for model in apps.get_models()}
    for holding in holdings().values():
        for source in holding.sources:
            rule = source.rule
            if rule.kind == "after":
                assert rule.fields, source
                assert rule.event, source
                assert bool(rule.period) != bool(rule.lasts), source
                list(known[source.table].objects.none().values(*rule.fields))  # they are there
            if rule.kind == "case" and source.shred:
                assert source.past, source


def test_rooms_erase_from_the_top_floor_down():
    """As ``.importlinter`` has the floors: a room knows what those above still keep."""
    lines = (Path(__file__).parents[2] / ".importlinter").read_text().split("containers =\n    digigov.modules\n")[1]
    floors = [
        line.split("|") for line in lines.split("layers =\n")[1].split("exhaustive")[0].splitlines() if line.strip()
    ]
    height = {room.strip(): number for number, floor in enumerate(floors) for room in floor}
    order = [height[room] for room in settings.DIGIGOV_SHRED_ORDER]

    assert set(settings.DIGIGOV_SHRED_ORDER) == set(holdings())
    assert order == sorted(order)


@pytest.mark.django_db
def test_the_application_cannot_touch_the_record_of_destruction():
    Destruction = apps.get_model("privacy", "Destruction")
    for attempt in (
        lambda: Destruction.objects.update(count=0),
        lambda: Destruction.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            attempt()
