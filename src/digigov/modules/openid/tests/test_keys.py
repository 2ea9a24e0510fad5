"""Keys that follow each other without a client ever meeting one that it cannot find."""

from datetime import timedelta

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from digigov.modules.openid import commands, keys, queries, rules
from digigov.modules.openid.testing import AT

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.mark.parametrize("algorithm", ["RS256", "ES256"])
def test_anybody_can_check_a_token_with_the_published_keys(algorithm):
    token = keys.sign({"sub": "somebody"}, at=AT, kind="JWT", algorithm=algorithm)

    found = jwt.decode(token, KeySet.import_key_set(queries.published_keys(at=AT)), algorithms=[algorithm])

    assert found.claims == {"sub": "somebody"}
    assert found.header["typ"] == "JWT"


@pytest.mark.parametrize("algorithm", ["RS256", "ES256"])
def test_every_key_was_published_two_days_before_it_signs(algorithm):
    known, signed_with = set(), []
    for hours in range(0, 24 * 200, 6):
        at = AT + timedelta(hours=hours)
        commands.look_after_keys(at=at)
        if hours % 48 == 0:  # a client that looks for keys every two days
            known |= {key["kid"] for key in queries.published_keys(at=at)["keys"]}
        signed_with.append(keys._signing(at, algorithm).id)
        assert str(signed_with[-1]) in known

    assert len(set(signed_with)) == 3


def test_a_token_of_last_week_is_still_read_and_one_of_another_key_never():
    token = keys.sign({"sub": "somebody"}, at=AT, kind="JWT", algorithm="RS256")
    ends = AT + rules.KEY_SIGNS_FOR

    for day in range(0, 100):
        commands.look_after_keys(at=AT + day * DAY)
    assert queries.read_own_token(token, at=ends + 7 * DAY) == {"sub": "somebody"}
    head, body, signature = token.split(".")
    assert queries.read_own_token(f"{head}.{body[:-2]}AA.{signature}", at=AT) is None
    assert queries.read_own_token("eyJhbGciOiJub25lIn0.eyJzdWIiOiJtZSJ9.", at=AT) is None
    assert queries.read_own_token("nonsense", at=AT) is None


def test_a_token_of_another_kind_is_not_taken_for_an_id_token():
    commands.look_after_keys(at=AT)
    said = {kind: keys.sign({"sub": "somebody"}, at=AT, kind=kind, algorithm="RS256") for kind in ("JWT", "logout+jwt")}

    assert queries.read_own_token(said["JWT"], at=AT) == {"sub": "somebody"}
    assert queries.read_own_token(said["logout+jwt"], at=AT) is None


def test_the_job_makes_no_more_keys_than_are_needed():
    assert commands.look_after_keys(at=AT) == 2
    assert commands.look_after_keys(at=AT + DAY) == 0
    assert commands.look_after_keys(at=AT + 89 * DAY) == 2
