"""Test cards and what each of them does. A number that is not in the table is refused, so no real card is ever typed in."""

import re
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """
    What happens when the card is used.

    ``failure`` is the bank's reason for a decline, ``challenge`` asks for a code first, ``slow`` leaves the payment
    undecided for a while, ``webhook`` says how the merchant is told, ``short`` is how many cents too few are taken.
    """

    says: str
    failure: str = ""
    challenge: bool = False
    slow: bool = False
    webhook: str = "once"  # once · never · late · repeated · wrong-amount
    short: int = 0


TEST_CARDS = {
    "4242424242424242": Outcome("succeeds"),
    "5555555555554444": Outcome("succeeds"),
    "2223003122003222": Outcome("succeeds"),
    "4000000000003220": Outcome("asks for a code, then succeeds", challenge=True),
    "5200828282828210": Outcome("asks for a code, then succeeds", challenge=True),
    "4000008400001629": Outcome("asks for a code, then is declined", "declined", challenge=True),
    "4000000000000002": Outcome("is declined", "declined"),
    "4000000000009995": Outcome("is declined: not enough money", "insufficient-funds"),
    "4000000000009987": Outcome("is declined: reported lost", "lost-card"),
    "4000000000000069": Outcome("is declined: expired", "expired-card"),
    "4000000000000127": Outcome("is declined: wrong security code", "wrong-security-code"),
    "4000000000000119": Outcome("the bank does not answer, then declines", "no-answer", slow=True),
    "4000000000000077": Outcome("the bank does not answer, then pays after all", slow=True),
    "4000000000000101": Outcome("succeeds; the merchant is never told", webhook="never"),
    "4000000000000259": Outcome("succeeds; the merchant is told late", webhook="late"),
    "4000000000001976": Outcome("succeeds; the merchant is told three times", webhook="repeated"),
    "4000000000000341": Outcome("succeeds; the message names another amount", webhook="wrong-amount"),
    "4000000000005126": Outcome("succeeds, but one dollar too little is taken", short=100),
}
CHALLENGE_CODE = "123456"


def is_luhn_valid(number: str) -> bool:
    """The check digit of ISO/IEC 7812-1 over a string of digits."""
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def brand_of(number: str) -> str | None:
    if re.fullmatch(r"4\d{12}(\d{3}){0,2}", number):
        return "Visa"
    if re.fullmatch(r"\d{16}", number) and (51 <= int(number[:2]) <= 55 or 2221 <= int(number[:4]) <= 2720):
        return "Mastercard"
    return None


def faults(*, number: str, month: str, year: str, code: str, name: str, today: datetime) -> dict[str, str]:
    """What is wrong with the card form: a sentence for each field."""
    found = {}
    brand = brand_of(number) if number.isascii() and number.isdigit() else None
    if brand is None:
        found["number"] = "Enter the number of a Visa or Mastercard"
    elif not is_luhn_valid(number):
        found["number"] = "Check the card number: a digit is wrong or missing"
    elif number not in TEST_CARDS:
        found["number"] = "Use one of this sandbox's test cards. Never type the number of a real card here"
    expiry = _expiry_fault(month, year, today)
    if expiry:
        found["expiry"] = expiry
    if not re.fullmatch(r"[0-9]{3}", code):
        found["code"] = "Enter the 3 digits on the back of the card"
    if not name.strip():
        found["name"] = "Enter the name on the card"
    return found


def _expiry_fault(month: str, year: str, today: datetime) -> str | None:
    if not re.fullmatch(r"0?[1-9]|1[0-2]", month) or not re.fullmatch(r"(20)?[0-9]{2}", year):
        return "Enter the month and year that the card ends, such as 05 and 30"
    ends = (2000 + int(year[-2:]), int(month))
    if ends < (today.year, today.month):
        return "This card has expired. Use another one"
    return None
