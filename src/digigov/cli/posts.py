"""What ``digigov appoint`` does. Imported once Django has started."""

import argparse

from django.db import transaction

from digigov.cli.failures import CliFailure
from digigov.kernel.actor import system
from digigov.kernel.clock import local_date, now
from digigov.kernel.errors import NotFound
from digigov.modules.identity.queries import find_party_at
from digigov.modules.organizations import commands, queries

BY = system("digigov appoint")


@transaction.atomic
def appoint(args: argparse.Namespace) -> int:
    at = now()
    party_id = find_party_at(by=BY, address=args.address)
    if party_id is None:
        raise CliFailure(
            f"Nobody signs in with {args.address}. The person opens an account in the browser first; then run this again."
        )
    if any(held.party_id == party_id for held in queries.list_holders(role=args.role, unit=args.unit, at=at)):
        print(f"{args.address} holds this post already.")
        return 0
    try:
        title = args.title or dict(queries.list_roles(viewer=BY)).get(args.role, args.role)
        post_id = commands.create_post(by=BY, at=at, unit=args.unit, role=args.role, title=title)
    except NotFound:
        raise CliFailure(
            f"The country pack has no unit {args.unit} or no role {args.role}: its organizations.yaml lists both."
        ) from None
    commands.assign(by=BY, at=at, post_id=post_id, party_id=party_id, starts_on=local_date(at))
    print(f"{args.address} is {title}. The desk opens once the account has a second factor: Security, in the account.")
    return 0
