"""What ``digigov client`` does. Imported once Django has started."""

import argparse
from collections.abc import Iterator

from digigov.cli.failures import CliFailure
from digigov.kernel.actor import system
from digigov.kernel.clock import now
from digigov.kernel.errors import DomainError, InvalidInput
from digigov.kernel.paging import Page
from digigov.modules.openid import commands, queries
from digigov.modules.organizations.queries import names_of

BY = system("digigov client")


def run(args: argparse.Namespace) -> int:
    try:
        for line in DO[args.todo](args):
            print(line)
    except InvalidInput as wrong:
        raise CliFailure(
            "\n".join(f"--{name.replace('_', '-')}: {told}" for name, told in wrong.errors.items())
        ) from None
    except DomainError as refusal:
        raise CliFailure(str(refusal)) from None
    return 0


def register(args: argparse.Namespace) -> Iterator[str]:
    if args.unit not in names_of([args.unit]):
        raise CliFailure(f"The country pack has no unit {args.unit}: its organizations.yaml lists them.")
    wanted = commands.Registration(
        id=args.id,
        name=args.name,
        purpose=args.purpose,
        unit=args.unit,
        contact=args.contact,
        return_to=args.return_to,
        scopes=args.scopes,
        return_to_after=args.return_to_after,
        tell_ended=args.tell_ended,
        sector=args.sector,
        is_public=args.public,
        by_device=args.by_device,
        signed_by=args.signed_by,
    )
    secret = commands.register_client(by=BY, at=now(), wanted=wanted)
    yield f"{args.id} is registered. It finds everything at {queries.issuer()}/.well-known/openid-configuration"
    if secret:
        yield f"Its secret, shown this once: {secret}"


def secret(args: argparse.Namespace) -> Iterator[str]:
    yield f"Its new secret, shown this once: {commands.change_secret(by=BY, at=now(), client_id=args.id)}"


def end(args: argparse.Namespace) -> Iterator[str]:
    commands.end_client(by=BY, at=now(), client_id=args.id)
    yield f"Nobody signs in to {args.id} through DigiGov any more."


def list_all(args: argparse.Namespace) -> Iterator[str]:
    page, has_next = 1, True
    while has_next:
        found = queries.list_clients(viewer=BY, page=Page(number=page, size=100))
        for each in found:
            state = "ended" if each.ended_at else "public" if each.is_public else "with a secret"
            yield f"{each.id:<30} {each.name:<40} {each.unit:<25} {state:<14} {each.contact}"
        page, has_next = page + 1, found.has_next


DO = {"register": register, "secret": secret, "end": end, "list": list_all}
