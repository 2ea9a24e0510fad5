"""
Open cases too are what the commands write: at every stage of a walk, from handed in to closed, a copy equals what stands in the
database while somebody else walks the same example at the same moments. One refused example by default, a thousand with ``-m slow``.
"""

import os
import random
import sys
from collections import Counter
from datetime import timedelta

import pytest
from django.db import transaction

from digigov.modules.identity.testing import make_account
from digigov.rehearsal.island import images
from digigov.rehearsal.island.copying import Someone
from digigov.rehearsal.island.courses import Pace, draw
from digigov.rehearsal.island.photographs import make_prototype, words_of_prototype
from digigov.rehearsal.island.walking import examples, name_of
from tests.island.telling_apart import differences
from tests.island.test_copying import DAYS, SINCE, Proof, proof  # noqa: F401

WANTED = int(os.environ.get("DIGIGOV_PAIRS", "1000"))


def stages(proof: Proof, first, path, begins, seed):  # noqa: F811
    """For each stage the images of a copy of the first walk, and of a walk through the doors at the same moments."""
    course = draw(first.walked.steps, begins, Pace(proof.almanac, random.Random(seed)))
    before = transaction.savepoint()
    walk = proof.walk(path, begins, Pace(proof.almanac, random.Random(0)), course)
    transaction.savepoint_rollback(before)  # so that no walk takes another's appointment
    for template, shot in zip(first.walked.stages, walk.album.stages, strict=True):
        yield copied(proof, first, template, course), shot.image


def copied(proof: Proof, first, template, course):  # noqa: F811
    """The image of a copy by a person of its own, of which nothing stays."""
    proof.people += 1
    begins = course.beats[0]
    before = transaction.savepoint()
    party = make_prototype(proof.people, at=begins - timedelta(days=1))
    account = make_account(party_id=party, at=begins - timedelta(days=1))
    words = (*words_of_prototype(proof.people), str(account))
    rows = template.copy(Someone(party, dict(zip(first.words, words, strict=True))), course, numbers=proof.numbers)
    images.write({table: [text] for table, text in rows.items()})
    found = images.take(party=party, since=begins.isoformat(), own_words=words)
    transaction.savepoint_rollback(before)
    return found


def test_every_stage_of_a_refused_case_is_what_the_commands_write(proof):  # noqa: F811
    (path,) = [each for each in examples() if name_of(each) == "tax-clearance-individual/refused"]
    first = proof.first(path)

    pairs = list(stages(proof, first, path, DAYS[0], 1))

    assert len(pairs) > 3
    assert [differences(*pair) for pair in pairs] == [{}] * len(pairs)


@pytest.mark.slow
def test_a_thousand_copies_at_every_stage_are_what_the_commands_write(proof, capsys):  # noqa: F811
    """All examples, at moments drawn from two years; as many as ``DIGIGOV_PAIRS`` says."""
    chance, paths, wrong, firsts, found = random.Random(1000), examples(), [], {}, Counter()
    while found["pairs"] < WANTED:
        path = paths[found["walks"] % len(paths)]
        if path not in firsts:
            firsts[path] = proof.first(path)
        begins = SINCE + timedelta(days=40) + timedelta(days=730) * chance.random()
        for stage, pair in enumerate(stages(proof, firsts[path], path, begins, found["walks"])):
            apart = differences(*pair)
            found["pairs"] += 1
            if apart:
                wrong.append((name_of(path), stage, str(begins), apart))
        found["walks"] += 1
        said = f"{found['pairs']} pairs of {found['walks']} walks, {len(wrong)} differ {wrong[-1:]}"
        with capsys.disabled():
            sys.stdout.write(f"{said[:900]}\n")
            sys.stdout.flush()
    assert wrong == []
