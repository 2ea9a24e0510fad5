"""No room keeps something of people without saying so: every table is named by a holding, or why it is none of a person's."""

import pytest
from django.apps import apps

from digigov.kernel.ids import new_id
from digigov.modules.privacy.definitions import Whose
from digigov.modules.privacy.queries import all_records, holdings

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
    "signing_plan": "the pack", "signatures_revocationlist": "keys of offices",
    "openid_client": "other systems", "openid_signingkey": "our keys",
    "documents_templateversion": "the pack", "forms_formversion": "the pack", "forms_countrydata": "the pack",
    "payments_feetableversion": "the pack", "payments_gatewayevent": "which messages of the gateway were heard",
    "payments_receiptcounter": "a number", "payments_reconciliation": "sums of a day",
    "catalog_packedition": "the pack", "catalog_serviceversion": "the pack", "catalog_service": "the pack",
    "mandates_plan": "the pack", "identity_plan": "the pack",
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
        assert holding.kept
