"""What may be asked for and what is told: scopes, levels, addresses, codes. No clock, no database."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import timedelta
from urllib.parse import urlsplit

from digigov.kernel import codes

CODE_WORKS_FOR = timedelta(seconds=60)
TOKEN_WORKS_FOR = timedelta(minutes=15)
REFRESH_WORKS_FOR = timedelta(days=30)
ID_TOKEN_WORKS_FOR = timedelta(minutes=5)
DEVICE_WORKS_FOR = timedelta(minutes=10)
DEVICE_ASKS_EACH = timedelta(seconds=5)
DEVICE_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"  # no vowels, so no words (RFC 8628, 6.1)
KEY_SHOWN_BEFORE = timedelta(days=2)  # a new key stands in the published set before it signs
KEY_SIGNS_FOR = timedelta(days=90)

OPENID, OFFLINE = "openid", "offline_access"
CLAIMS: Mapping[str, tuple[str, ...]] = {
    # scope       its claims (OpenID Connect Core 1.0, 5.4; ``national_id`` is our own)
    "profile": ("name", "given_name", "family_name", "birthdate", "locale"),
    "email": ("email",),
    "phone": ("phone_number",),
    "address": ("address",),
    "national_id": ("national_id",),
}
SCOPES = (OPENID, *CLAIMS, OFFLINE)
IDENTITY, AUTHENTICATION = (0, 1, 2, 3), (1, 2, 3)


def claims_of(scopes: Iterable[str]) -> tuple[str, ...]:
    """The claims that these scopes stand for, each once, in the order of the table."""
    wanted = set(scopes)
    return tuple(claim for scope, claims in CLAIMS.items() if scope in wanted for claim in claims)


def scopes_in(text: str | None) -> tuple[str, ...]:
    """The scopes that we know in what was asked for, each once; what we do not know is left out (Core 3.1.2.1)."""
    asked = (text or "").split()
    return tuple(scope for scope in SCOPES if scope in asked)


def without_later(scopes: Iterable[str]) -> frozenset[str]:
    """What a person cannot leave out and still sign in there."""
    return frozenset(scopes) - {OFFLINE}


def acr_of(identity: int, authentication: int) -> str:
    """
    How sure we are, as a name: identity proofing, 0 (nobody has checked) to 3, and authentication, 1 to 3 (NIST SP 800-63-4).
    """
    return f"ial{identity}-aal{authentication}"


ACRS = tuple(acr_of(identity, authentication) for identity in IDENTITY for authentication in AUTHENTICATION)
REACHED = {"identity": 2, "authentication": 2}  # the most that anybody can show here


def levels_of(acr: str) -> tuple[int, int] | None:
    """The two levels behind such a name; None for a name that is not ours."""
    return (int(acr[3]), int(acr[8])) if acr in ACRS else None


def missing_for(acr_values: str | None, *, identity: int, authentication: int) -> frozenset[str]:
    """
    What these levels lack of what is asked for: ``identity``, ``authentication``. Any of several levels will do; if none is reached,
    what the first lacks that can be reached here, for the client names them as it likes them best. Names that we do not know ask
    for nothing (Core 1.0, 3.1.2.1).
    """
    known = [levels for levels in map(levels_of, (acr_values or "").split()) if levels]
    lacks = [_lacks(of, identity, authentication) for of in known]
    if not lacks or frozenset() in lacks:
        return frozenset()
    within = [each for of, each in zip(known, lacks, strict=True) if not _lacks(of, *REACHED.values())]
    return (within or lacks)[0]


def _lacks(of: tuple[int, int], identity: int, authentication: int) -> frozenset[str]:
    lacking = {"identity": of[0] > identity, "authentication": of[1] > authentication}
    return frozenset(what for what, is_so in lacking.items() if is_so)


def seconds_in(text: str | None) -> int | None:
    """
    A number of seconds, if one is said.

    :raises ValueError: for what is none.
    """
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise ValueError(text[:20])
    return int(text)


def is_fit_to_return_to(address: str, *, rehearsal: bool) -> bool:
    """
    Whether a client may be registered with this address: https, a host, no fragment, no user. In a rehearsal http to this machine
    too (RFC 8252, 7.3).
    """
    if len(address) > 400 or not address.isascii() or any(each.isspace() or each in "\\*" for each in address):
        return False
    try:
        parts = urlsplit(address)
        port_is_right = parts.port is None or parts.port > 0
    except ValueError:
        return False
    here = rehearsal and parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1")
    return bool(
        port_is_right
        and (parts.scheme == "https" or here)
        and parts.hostname
        and "#" not in address
        and not parts.username
        and not parts.password
    )


def new_secret() -> str:
    """43 letters that nobody guesses: 256 bits."""
    return secrets.token_urlsafe(32)


def new_user_code() -> str:
    return codes.in_halves(codes.new_code(8, DEVICE_LETTERS))


def tidy_user_code(typed: str) -> str:
    """What somebody reads off a screen and types, in the shape in which it is kept; '' for what is none."""
    letters = codes.tidy_code(typed, DEVICE_LETTERS)
    return codes.in_halves(letters) if len(letters) == 8 else ""
