"""Whoever was erased stays erased when a backup of before is put in place: a real backup, a real erasure, a real restore."""

import pytest

from tests.live_stack import Stack
from tests.stack.test_backup import back_up, eventually, make_key

ERASE = """
from datetime import timedelta
from django.apps import apps
from digigov.kernel.actor import Actor, system
from digigov.kernel.clock import now
from digigov.modules.privacy import commands
from digigov.modules.privacy.definitions import Whose
account = apps.get_model("identity", "Account").objects.get(email="{name}@example.org")
by = Actor(kind="citizen", name="A citizen", account_id=account.id, party_id=account.party_id)
whose = Whose(account.party_id, frozenset([account.party_id]), frozenset([account.id]))
commands.ask_erasure(by=by, at=now() - timedelta(days=20), whose=whose, closes=True)
assert commands.erase_due(by=system("test"), at=now()) == 1
"""


@pytest.fixture
def stack(tmp_path):
    made = Stack(tmp_path / "one")
    made.var.mkdir()
    yield made
    made.remove()


def known(stack, name):
    return stack.query(f"SELECT count(*) FROM identity_account WHERE email = '{name}@example.org'") == "1"


def test_nobody_comes_back_who_was_erased_since(stack, tmp_path):
    safe = tmp_path / "safe"
    key, public = make_key(stack, tmp_path / "key")
    stack.environment |= {"DIGIGOV_BACKUPS": str(safe), "DIGIGOV_BACKUP_RECIPIENTS": public}
    stack.start()
    file = back_up(stack, safe, **stack.environment)
    stack.python(ERASE.format(name="theodule"))
    assert not known(stack, "theodule")
    eventually(lambda: [path for path in (safe / "erased").iterdir() if "-done.json.age" in path.name])
    stack.stop()

    (tmp_path / "elsewhere").mkdir()
    (safe / "erased").rename(tmp_path / "elsewhere" / "erased")
    refused = stack.digigov("restore", "--replace", file, *key, **stack.environment)
    assert refused.returncode == 1
    assert "no list of who was erased since" in refused.stderr
    assert not list(stack.var.glob("keys_before_*"))  # nothing was replaced
    put = stack.digigov(
        "restore", "--replace", file, *key, "--erasures", str(tmp_path / "elsewhere"), **stack.environment
    )

    assert put.returncode == 0, put.stderr
    assert "1 people were erased again" in put.stdout


@pytest.mark.slow
def test_a_database_put_back_in_another_way_is_not_opened(stack, tmp_path):
    """As after going back to a minute: the backup is put in place without the list, which is there all the same."""
    safe = tmp_path / "safe"
    key, public = make_key(stack, tmp_path / "key")
    stack.environment |= {"DIGIGOV_BACKUPS": str(safe), "DIGIGOV_BACKUP_RECIPIENTS": public}
    stack.start()
    file = back_up(stack, safe, **stack.environment)
    stack.python(ERASE.format(name="theodule"))
    eventually(lambda: [path for path in (safe / "erased").iterdir() if "-done.json.age" in path.name])
    stack.stop()
    put = stack.digigov("restore", "--replace", file, *key, "--without-erasures", **stack.environment)
    assert "NOBODY WAS ERASED AGAIN" in put.stdout

    with pytest.raises(AssertionError, match="put back from before 1 changes"):
        stack.start()
    replayed = stack.digigov("retention", "--replay", *key, **stack.environment)
    assert "1 people were erased again" in replayed.stdout, replayed.stderr
    stack.start()

    assert stack.query("SELECT count(*) FROM privacy_erasure WHERE state = 'done'") == "1"
