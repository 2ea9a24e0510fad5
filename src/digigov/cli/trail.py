"""What ``digigov audit`` does and says; check, restore and drill say the head in the same words."""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC
from pathlib import Path
from typing import Any

from digigov.kernel.clock import now
from digigov.modules.audit.commands import seal_entries
from digigov.modules.audit.queries import (
    Fault,
    Head,
    HeadFault,
    PublishedHead,
    all_heads,
    find_chain_fault,
    find_fault_of_heads,
    find_head,
    find_sealed,
    from_line,
)

A_MINUTE = 1200  # looks, 50 ms apart
ALL = 10**9
STORIES = {
    "changed": "one of its entries was changed",
    "removed": "entries were removed",
    "slipped-in": "entries were slipped in",
    "replaced": "entries were put in another order, or removed and others slipped in",
    "altered": "the block itself was altered",
    "missing": "the block before it was removed",
}
HEAD_STORIES = {
    "forged": "no key of the state that still counted then has signed it",
    "cut": "the chain ends before it, so its end was cut off",
    "rewritten": "another hash stands in its place, so the chain was written anew",
    "recounted": "another number of entries leads to it",
}


def head(args: argparse.Namespace) -> int:
    newest = find_head()
    print(sentence_of_head(newest) if newest else "Nothing is sealed yet.")
    return 0 if newest else 1


def seal(args: argparse.Namespace) -> int:
    done = 0

    def tell(entries: int) -> None:
        nonlocal done
        done += entries
        _progress(f"{done:,} entries sealed …")

    blocks = seal_entries(at=now(), blocks=ALL, looks=A_MINUTE, tell=tell)
    _progress("")
    if not blocks:
        print("Nothing has settled since the newest block, or an older transaction still goes on.")
    return head(args)


def verify(args: argparse.Namespace) -> int:
    newest = find_head()
    if newest is None:
        print("Nothing is sealed yet.")
        return 1
    looked_over = 0

    def tell(block: int, entries: int) -> None:
        nonlocal looked_over
        looked_over = entries
        _progress(f"block {block:,} of {newest.block:,}, {entries:,} entries …")

    fault = find_chain_fault(first=args.first, tell=tell)
    _progress("")
    print(sentence_of_fault(fault) if fault else f"Whole: {looked_over:,} entries. {sentence_of_head(newest)}")
    try:
        published, saved = list(all_heads()), list(_saved(args.published))
    except (OSError, ValueError) as why:
        print(f"The published heads could not be read: {why}")
        return 1
    heads = [*published, *saved]
    unborne = find_fault_of_heads(heads)
    gone = [each for each in saved if each.statement not in {one.statement for one in published}]
    for each in gone:
        print(f"NOT PUBLISHED ANY MORE: the head of {each.day} that somebody saved, block {each.block}.")
    if heads:
        good = f"Published heads: {len(heads)}, each signed and in the chain."
        print(sentence_of_head_fault(unborne) if unborne else good)
    lost = [each for each in args.heads if find_sealed(hash_=each) is None]
    for each in args.heads:
        print(f"NOT IN THE CHAIN: {each}" if each in lost else f"In the chain: {_of(each)}")
    return 1 if fault or unborne or gone or lost else 0


def _saved(files: Iterable[str]) -> Iterator[PublishedHead]:
    """Heads as an auditor saved them from the public page, where no administrator can reach them."""
    for name in files:
        for line in Path(name).read_text(encoding="utf-8").splitlines():
            if line.strip():
                yield from_line(json.loads(line))


def proof_of_trail(noted: Mapping[str, Any] | None) -> tuple[bool, str]:
    """
    Whether a restored trail is whole from its first block on, and goes as far as when the backup was begun; and a sentence.

    :param noted: the head that the backup wrote down, or None if nothing was sealed then.
    """
    fault, newest = find_chain_fault(first=1), find_head()
    if fault:
        return False, sentence_of_fault(fault)
    if noted and find_sealed(hash_=str(noted["hash"])) is None:
        return (
            False,
            f"Block {noted['block']}, the newest when the backup was begun, is not in the chain: {noted['hash']}.",
        )
    return True, f"Whole. {sentence_of_head(newest)}." if newest else "Nothing was sealed yet."


def _of(written: str) -> str:
    found = find_sealed(hash_=written)
    return sentence_of_head(found) if found else written


def sentence_of_head(newest: Head) -> str:
    return f"Block {newest.block}, sealed {newest.sealed_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC, hash {newest.hash}"


def sentence_of_fault(fault: Fault) -> str:
    counts = "" if fault.sealed == fault.found else f" ({fault.sealed} when it was sealed, {fault.found} now)"
    return (
        f"BROKEN at block {fault.block}, sealed {fault.sealed_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC: {STORIES[fault.kind]}{counts}."
        " Blocks before it are whole as far as they were looked over."
    )


def sentence_of_head_fault(fault: HeadFault) -> str:
    return (
        f"NOT BORNE OUT: the head published on {fault.day} (block {fault.block}): {HEAD_STORIES[fault.kind]}."
        f" The chain is as published up to block {fault.whole_to}."
    )


def _progress(words: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\033[K{words}", end="", file=sys.stderr, flush=True)
