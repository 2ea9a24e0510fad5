"""What a rehearsal prints when it is ready: who may be played, and where."""

from pathlib import Path

import yaml

CAST = Path(__file__).resolve().parents[1] / "rehearsal" / "cast.yaml"
SHOWN = ("licensing-officer", "licensing-supervisor", "administrator")


def sign_ins(address: str) -> list[str]:
    """Lines for people: one citizen and one officer of each kind that a first walk needs."""
    cast = yaml.safe_load(CAST.read_text())
    citizen = cast["citizens"][0]
    officers = {officer["role"]: officer for officer in reversed(cast["officers"])}
    people = [("Citizen", citizen), *((officers[role]["title"], officers[role]) for role in SHOWN)]
    lines = [
        f"  {title + ':':<22}{who['given_names']} {who['family_name']}, {who.get('email') or who['key'] + '@example.org'}"
        for title, who in people
    ]
    return [
        f"One click signs in as any of the cast: {address}/rehearsal/",
        *lines,
        f"  Everybody's password: {cast['password']}",
    ]
