"""What ``digigov signout`` does. Imported once Django has started."""

import argparse

from digigov.cli.failures import CliFailure
from digigov.kernel.actor import system
from digigov.kernel.clock import now
from digigov.modules.identity.commands import end_visits
from digigov.modules.identity.queries import find_party_at

BY = system("digigov signout")


def sign_out(args: argparse.Namespace) -> int:
    party_id = None if args.everybody else find_party_at(by=BY, address=args.address)
    if party_id is None and not args.everybody:
        raise CliFailure(f"Nobody signs in with {args.address}.")
    ended = end_visits(by=BY, at=now(), party_id=party_id)
    print(f"Signed out: {ended} account{'' if ended == 1 else 's'}.")
    return 0
