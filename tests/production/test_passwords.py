"""Passwords as production keeps them; the tests of everything else hash quickly."""

from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.contrib.auth.hashers import identify_hasher, make_password

from digigov.config.settings import base
from digigov.kernel.actor import ANONYMOUS
from digigov.modules.identity.commands import check_password
from digigov.modules.identity.testing import PASSWORD, make_account
from digigov.modules.parties.testing import make_person

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 1, 14, tzinfo=UTC)
OLD = "django.contrib.auth.hashers.PBKDF2PasswordHasher"


@pytest.fixture(autouse=True)
def _as_in_production(settings):
    settings.PASSWORD_HASHERS = base.PASSWORD_HASHERS


def test_a_password_is_kept_by_argon2id_with_what_owasp_names_as_enough():
    kept = make_password(PASSWORD)

    assert kept.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert PASSWORD not in kept
    assert make_password(PASSWORD) != kept


def test_one_that_was_kept_otherwise_is_taken_over_when_its_owner_signs_in(settings):
    settings.PASSWORD_HASHERS = [OLD]
    account_id = make_account(party_id=make_person(email="old@example.org"))
    settings.PASSWORD_HASHERS = base.PASSWORD_HASHERS

    for _each in range(2):
        assert check_password(by=ANONYMOUS, at=AT, address="old@example.org", password=PASSWORD) == account_id
    assert check_password(by=ANONYMOUS, at=AT, address="old@example.org", password="another") is None

    assert (
        identify_hasher(apps.get_model("identity", "Account").objects.get(id=account_id).password).algorithm == "argon2"
    )
