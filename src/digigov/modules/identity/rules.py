"""What an account is found by, and what its codes look like."""

from digigov.modules.parties import queries as parties

LONGEST_PASSWORD = 256


def lookup(address: str) -> dict[str, str]:
    """The field and value by which an account with this e-mail address or phone number is found."""
    email, phone = parties.tidy_address(address)
    return {"email": email} if email else {"phone": phone or "-"}
