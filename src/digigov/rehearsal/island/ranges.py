"""
The ranges kept for the island: each generated number fits the pack's pattern, so that forms take it, and lies where no real one
can be. Why each is safe stands in ``registers/README.md``; the cast's own numbers lie beside them.
"""

E_MAIL = "example.org"


class RangeFull(ValueError):
    """An island of this size needs more numbers than are kept for it."""


def _within(number: int, most: int, what: str) -> int:
    if not 0 <= number < most:
        raise RangeFull(f"there are {most:,} {what} for the island, and it needs number {number + 1:,}")
    return number


def national_id(number: int) -> str:
    return f"991{_within(number, 9_999_999, 'national IDs') + 1:07d}"


def phone(number: int) -> str:
    """In an exchange that begins with 0 or 1, which the numbering plan gives to nobody."""
    return f"+1758{_within(number, 2_000_000, 'telephone numbers'):07d}"


def email(given: str, family: str, number: int) -> str:
    return f"{given}.{family}.{number}@{E_MAIL}".lower().replace(" ", "-")


def birth_entry(year: int, number: int) -> str:
    return f"{year}-{90_001 + _within(number, 9_000, f'births in {year}')}"


def death_entry(year: int, number: int) -> str:
    return f"{year}-{90_001 + _within(number, 9_000, f'deaths in {year}')}"


def drivers_licence(number: int) -> str:
    return str(99_000_001 + _within(number, 999_999, "driver's licences"))


def plate(number: int) -> str:
    series, rest = divmod(_within(number, 26 * 9_999, "plates"), 9_999)
    return f"ZZ{chr(ord('A') + series)}{rest + 1}"


def ticket(number: int) -> str:
    return f"T{900_001 + _within(number, 90_000, 'tickets')}"


def taxpayer(number: int) -> str:
    return str(900_001 + _within(number, 90_000, "taxpayers"))


def business_name(number: int) -> str:
    return f"BN9900-{10_001 + _within(number, 89_999, 'business names')}"


def company(number: int) -> str:
    return f"C9900-{10_001 + _within(number, 89_999, 'companies')}"


def parcel(number: int) -> str:
    block, rest = divmod(_within(number, 89 * 9_999, "parcels"), 9_999)
    return f"{9_910 + block}Z-{rest + 1}"


def exam(number: int) -> str:
    return str(9_901_000_001 + _within(number, 8_998_999, "exam candidates"))


def passport(number: int) -> str:
    return f"ZZ{100_001 + _within(number, 899_999, 'passports'):06d}"
