"""Keys that follow from the seed, so that whoever goes on after a crash finds the same people."""

from datetime import UTC, date, datetime, time, timedelta
from hashlib import blake2b
from uuid import UUID

OPENS, OPEN_FOR = time(11), 14 * 3600  # seven in the morning to nine in the evening on the island, in UTC
BEFORE = 60  # days before the years begin in which everybody signed up


def key(seed: int, topic: str, number: int, at: datetime) -> UUID:
    """A UUID of version 7, as ``new_id`` makes them: first the moment, then what would be chance."""
    rest = int.from_bytes(_drawn(seed, topic, number, 10))
    value = int(at.timestamp() * 1000) << 80 | rest
    value = value & ~(0xF << 76) | 0x7 << 76
    return UUID(int=value & ~(0x3 << 62) | 0x2 << 62)


def signed_up_at(seed: int, number: int, begins: date) -> datetime:
    """Before the years begin, in the hours in which people are awake."""
    drawn = int.from_bytes(_drawn(seed, "signed up", number, 8))
    day = begins - timedelta(days=1 + drawn % BEFORE)
    return datetime.combine(day, OPENS, UTC) + timedelta(seconds=drawn // BEFORE % OPEN_FOR)


def party_key(seed: int, number: int, begins: date) -> UUID:
    return key(seed, "party", number, signed_up_at(seed, number, begins))


def account_key(seed: int, number: int, begins: date) -> UUID:
    return key(seed, "account", number, signed_up_at(seed, number, begins))


def _drawn(seed: int, topic: str, number: int, size: int) -> bytes:
    return blake2b(f"{seed}:{topic}:{number}".encode(), digest_size=size).digest()
