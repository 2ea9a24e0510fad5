from datetime import UTC, datetime

import pytest

from digigov.modules.audit.queries import Glance
from digigov.sites.account.trail import in_words, who


def glance(**given):
    plain = {
        "kind": "read",
        "actions": (),
        "times": 1,
        "actor_kind": "officer",
        "actor_name": "Clerk",
        "is_self": False,
        "is_acting": False,
        "ids": (),
        "by_party": None,
        "case_id": None,
        "fields": (),
    }
    return Glance(**{"at": datetime(2026, 6, 1, tzinfo=UTC), "office": "", "purpose": "", **plain, **given})


@pytest.mark.parametrize(
    ("kind", "actions", "purpose", "times", "told"),
    [
        ("read", ["parties.person-read"], "decide-case", 1, "Read your details, to decide your application"),
        ("write", ["parties.contact-changed"], "", 1, "Changed how to reach you"),
        ("read", ["something.new"], "unheard-of", 1, "Read your data"),
        ("write", ["something.new"], "", 1, "Changed your data"),
        (
            "read",
            ["casework.read", "documents.file-opened", "something.new"],
            "work-on-case",
            7,
            "Read your application; Opened a file you sent, to work on your application (7 times)",
        ),
    ],
)
def test_a_line_is_told_in_words(kind, actions, purpose, times, told):
    assert in_words(glance(kind=kind, actions=tuple(actions), purpose=purpose, times=times)) == told


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "Clerk"),
        ({"is_self": True, "actor_kind": "citizen"}, "You"),
        ({"actor_kind": "system", "actor_name": "sign-up"}, "The system, by itself"),
        ({"actor_kind": "anonymous", "actor_name": ""}, "Somebody who was not signed in"),
        ({"actor_kind": "citizen", "actor_name": ""}, "Somebody else"),
        ({"actor_kind": "citizen", "actor_name": "", "is_acting": True}, "Somebody who acts for you"),
    ],
)
def test_whoever_it_was_is_named_as_far_as_one_knows(given, told):
    assert who(glance(**given), {}) == told
