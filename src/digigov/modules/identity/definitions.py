"""``sign_in:`` of ``pack.yaml``: how long a new address waits before it counts as a proof, and what stands out."""

from pydantic import Field

from digigov.kernel.definitions import Definition, Standing


class SignInPlan(Definition):
    """
    ``new_address_hours``: a telephone number or an e-mail address that took another's place proves nothing for so long (a number
    moved to another SIM card, NIST SP 800-63B-4, section 3.1.3.3). ``many_recoveries`` of one account within a day, and
    ``many_recoveries_everywhere`` within an hour, are looked at.
    """

    new_address_hours: int = Field(ge=1, le=720, default=72)
    alarm_days: int = Field(ge=1, le=60, default=7)
    many_recoveries: int = Field(ge=2, le=100, default=3)
    many_recoveries_everywhere: int = Field(ge=2, le=100_000, default=60)
    standing: Standing = "assumed"
    source: str | None = None
