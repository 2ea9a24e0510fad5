"""What ``digigov keys`` does. Imported once Django has started."""

import argparse

from django.db import transaction

from digigov.kernel.actor import system
from digigov.kernel.clock import now
from digigov.modules.openid import commands as openid
from digigov.modules.signatures import commands

BY = system("digigov keys")


@transaction.atomic
def run(args: argparse.Namespace) -> None:
    if args.todo == "replace":
        found = commands.replace_keys_left_behind(by=BY, at=now())
        said = "Their files can go to a safe, or be destroyed."
    else:
        found = commands.replace_lost_keys(by=BY, at=now(), are_stolen=args.stolen)
        said = "What lies wrapped in the keys' folder from before can go: no token opens it."
        said += " docs/how-to/keys-on-a-token.md says whom to tell." if args.stolen else ""
    if found:
        openid.replace_keys(by=BY, at=now())
        commands.replace_request_keys(by=BY, at=now())
    print(f"{found} keys are out of use. {said}" if found else "There is nothing to replace.", flush=True)
