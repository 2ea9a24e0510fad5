"""``digigov audit`` and what ``digigov check`` says of the chain."""

import argparse
import base64
import json
from datetime import timedelta

import pytest

from digigov.cli import checks, trail
from digigov.kernel.actor import system
from digigov.kernel.clock import now
from digigov.modules.audit.commands import publish_head, record
from digigov.modules.audit.queries import find_head, list_heads


def write():
    record(by=system("test"), at=now(), action="audit.tried")


def say(capsys, what, *, first=1, heads=(), published=()):
    code = getattr(trail, what)(argparse.Namespace(first=first, heads=list(heads), published=list(published)))
    return code, capsys.readouterr().out


def check(at=None):
    (finding,) = checks.chain(at or now())
    return finding.ok, finding.sentence


def test_before_the_first_seal(fresh_database, capsys):
    assert check() == (True, "Nothing is sealed yet.")
    assert say(capsys, "head") == (1, "Nothing is sealed yet.\n")
    assert say(capsys, "verify") == (1, "Nothing is sealed yet.\n")


def test_seal_says_the_head_and_verify_finds_it_again(fresh_database, capsys):
    write()
    code, said = say(capsys, "seal")
    written_down = find_head().hash
    assert code == 0
    assert written_down in said
    write()

    code, said = say(capsys, "seal")
    assert "Block 3" in said
    code, said = say(capsys, "verify", heads=[written_down])

    assert code == 0
    assert said.startswith("Whole: 2 entries. Block 3")
    assert "In the chain: Block 2" in said
    assert check() == (True, said.partition("entries. ")[2].splitlines()[0] + ".")


def test_a_hash_that_is_not_in_the_chain_is_no_success(fresh_database, capsys):
    write()
    say(capsys, "seal")

    code, said = say(capsys, "verify", heads=["f" * 64])

    assert code == 1
    assert "NOT IN THE CHAIN: ffff" in said


@pytest.mark.parametrize("kind", sorted(trail.STORIES))
def test_each_kind_of_fault_has_its_sentence(kind):
    found = trail.sentence_of_fault(trail.Fault(812, kind, now(), 4, 3))

    assert found.startswith("BROKEN at block 812")
    assert "(4 when it was sealed, 3 now)" in found


def test_a_fault_is_named_by_both(owner, capsys):
    write()
    say(capsys, "seal")
    owner.execute("DELETE FROM audit_entry")

    code, said = say(capsys, "verify")
    assert code == 1
    assert "BROKEN at block 2" in said
    assert "entries were removed (1 when it was sealed, 0 now)" in said
    assert check() == (False, said.strip())


def test_check_says_when_nothing_is_sealed_any_more(fresh_database, capsys):
    say(capsys, "seal")
    write()
    assert check()[0]

    ok, sentence = check(at=now() + timedelta(hours=2))

    assert not ok
    assert "Nothing was sealed since" in sentence


class TestSavedHeads:
    """What an auditor saved from the public page, where nobody of the house can reach it."""

    @pytest.fixture
    def saved(self, owner, tmp_path, capsys):
        write()
        say(capsys, "seal")
        publish_head(at=now())
        (head,) = list_heads(year=now().year)
        line = {"statement": head.statement, "signature": base64.b64encode(head.signature).decode(), "key": head.key}
        path = tmp_path / "heads.jsonl"
        path.write_text(f"{json.dumps(line)}\n")
        return path

    def test_one_that_is_published_still_is_well(self, saved, capsys):
        code, said = say(capsys, "verify", published=[saved])

        assert code == 0, said
        assert "Published heads: 2, each signed and in the chain." in said

    def test_one_that_was_taken_away_is_missed(self, saved, owner, capsys):
        owner.execute("DELETE FROM audit_signedhead")

        code, said = say(capsys, "verify", published=[saved])

        assert code == 1
        assert "NOT PUBLISHED ANY MORE" in said

    def test_one_that_was_made_up_by_whoever_saved_it_is_no_proof(self, saved, capsys):
        line = json.loads(saved.read_text())
        said_before = json.loads(line["statement"])
        line["statement"] = json.dumps({**said_before, "entries": 7}, separators=(",", ":"))
        saved.write_text(json.dumps(line))

        code, said = say(capsys, "verify", published=[saved])

        assert code == 1
        assert "NOT BORNE OUT" in said
