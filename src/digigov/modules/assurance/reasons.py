"""Why a check of an identity was refused or ended, in words for the officer who has to look again."""

from typing import Any

from django.utils.translation import gettext_lazy as _

WHY_NOT: dict[str, Any] = {
    "died": _("the register of deaths knows this number"),
    "too-young": _("somebody under 16 has no number of their own"),
    "person-unknown": _("no register knows the number of the card"),
    "person-name": _("the card's number belongs to another name"),
    "person-born": _("the card's number belongs to another date of birth"),
    "paper-unknown": _("the register does not know the paper"),
    "paper-name": _("the paper belongs to another name"),
    "paper-born": _("the paper belongs to another date of birth"),
    "paper-expired": _("the paper has expired"),
    "known-born": _("another date of birth was written down before"),
    "known-number": _("another number was written down before"),
    "number-taken": _("somebody else signs in with this number"),
    "number-known": _("the number was written down for somebody of another name or date of birth"),
    "no-address": _("no address is on record"),
    "letter-tries": _("the code of the letter was wrong five times"),
    "no-phone": _("no telephone number is on record"),
    "face": _("the photo does not show this person"),
    "no-photo": _("the paper has no photo"),
    "not-the-same": _("the second officer did not see the same"),
    "voucher-unknown": _("whoever vouches does not sign in here"),
    "voucher-level": _("whoever vouches has not shown at a counter who they are"),
    "voucher-age": _("whoever vouches is under 18"),
    "voucher-knows": _("whoever vouches has not known the person for two years"),
    "voucher-often": _("whoever vouches has done so five times within a year"),
    "voucher-no": _("whoever was named does not vouch"),
    "given-up": _("the person gave up"),
    "begun-again": _("another check was begun"),
    "set-aside": _("a review found that it should not have been refused"),
    "withdrawn": _("an officer withdrew it"),
}


def in_words(reasons: tuple[str, ...]) -> str:
    return "; ".join(str(WHY_NOT.get(reason, reason)) for reason in reasons)
