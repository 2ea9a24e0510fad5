"""People brought in bulk are, column by column, what the commands write."""

from datetime import date

import pytest
from django.apps import apps
from django.contrib.auth.hashers import check_password
from django.db import connection, transaction

from digigov.modules.identity import commands as identity
from digigov.modules.parties import commands as parties
from digigov.rehearsal.cast import BY, password
from digigov.rehearsal.island.accounts import address_of, bring_in, hashed_password
from digigov.rehearsal.island.keys import account_key, key, party_key, signed_up_at
from digigov.rehearsal.island.population import population

pytestmark = pytest.mark.django_db
TABLES = ("parties_person", "identity_account", "audit_entry")
# Chance in both ways: keys, and the salt of each hash. The trail's own number follows from the order of writing.
BY_CHANCE = {
    "parties_person": {"id"},
    "identity_account": {"id", "party_id", "password"},
    "audit_entry": {"id", "subject_id", "number"},
}


@pytest.fixture(scope="module")
def island():
    return population(120, 5, until=date(2026, 10, 31))


def by_commands(residents, seed, begins):
    for each in residents:
        at = signed_up_at(seed, each.number, begins)
        party_id = parties.register_person(
            by=BY,
            at=at,
            given_names=each.given,
            family_name=each.family,
            born_on=each.born_on,
            national_id=each.national_id,
            email=each.email,
            phone=each.phone,
            address=address_of(each),
            language=each.language,
        )
        identity.open_account(by=BY, at=at, party_id=party_id, password=password(), email=each.email, phone=each.phone)


def written(do):
    """The rows that it adds, without what is chance, in no order; undone afterwards."""
    with transaction.atomic():
        before = {table: rows(table) for table in TABLES}
        do()
        found = {table: sorted(rows(table) - before[table]) for table in TABLES}
        transaction.set_rollback(True)
    return found


def rows(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")
        names = [column.name for column in cursor.description]
        return {
            repr([(name, value) for name, value in zip(names, row, strict=True) if name not in BY_CHANCE[table]])
            for row in cursor.fetchall()
        }


def test_the_rows_are_those_of_the_commands(island):
    people = [each for each in island.residents if each.has_account]
    assert len(people) > 40
    in_bulk = written(lambda: bring_in(people, seed=5, begins=island.begins, hashed=hashed_password()))

    assert in_bulk == written(lambda: by_commands(people, 5, island.begins))
    assert {table: len(found) for table, found in in_bulk.items()} == {
        "parties_person": len(people),
        "identity_account": len(people),
        "audit_entry": len({signed_up_at(5, each.number, island.begins) for each in people}) * 2,
    }


def test_everybody_signs_in_with_the_password_of_the_cast_and_hangs_together(island):
    people = [each for each in island.residents if each.has_account][:5]
    bring_in(people, seed=5, begins=island.begins, hashed=hashed_password())
    for each in people:
        account = apps.get_model("identity", "Account").objects.get(id=account_key(5, each.number, island.begins))
        assert account.party_id == party_key(5, each.number, island.begins)
        assert check_password(password(), account.password)
        told = apps.get_model("audit", "Entry").objects.filter(subject_id=account.party_id)
        assert sorted(entry.action for entry in told) == ["identity.account-opened", "parties.person-registered"]


def test_keys_are_of_version_7_differ_and_follow_from_the_seed(island):
    at = signed_up_at(5, 1, island.begins)
    keys = [key(5, topic, number, at) for topic in ("party", "account") for number in range(500)]
    assert len(set(keys)) == 1000
    assert {each.version for each in keys} == {7}
    assert {each.variant for each in keys} == {"specified in RFC 4122"}
    assert keys[7] == key(5, "party", 7, at) != key(6, "party", 7, at)
    assert all(signed_up_at(5, number, island.begins).date() < island.begins for number in range(500))
