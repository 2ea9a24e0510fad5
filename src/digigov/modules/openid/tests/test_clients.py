"""Who is registered, by whom, and with which addresses."""

from dataclasses import replace

import pytest

from digigov.kernel.actor import ANONYMOUS, Actor, Grant, system
from digigov.kernel.errors import InvalidInput, NotAllowed, NotFound
from digigov.kernel.ids import new_id
from digigov.kernel.paging import Page
from digigov.modules.openid import commands, queries
from digigov.modules.openid.models import Client
from digigov.modules.openid.testing import AT, SOON, TAX, Visit, exchanges, make_client

pytestmark = pytest.mark.django_db


def officer(unit="inland-revenue", *, second_factor=True, permission="openid.manage-clients"):
    return Actor(
        kind="officer",
        account_id=new_id(),
        party_id=new_id(),
        grants=frozenset({Grant(permission, unit)}),
        second_factor=second_factor,
    )


def test_the_secret_is_shown_once_and_not_kept():
    secret = commands.register_client(by=system("test"), at=AT, wanted=TAX)

    row = Client.objects.get()
    assert len(secret) == 43
    assert secret not in str(vars(row))
    assert (row.sector, row.contact) == ("tax.example", "portal@tax.example")


@pytest.mark.parametrize(
    "by",
    [ANONYMOUS, Actor(kind="citizen", account_id=new_id()), officer("health"), officer(second_factor=False),
     officer(permission="staff.manage")],
    ids=["stranger", "citizen", "another unit", "no second factor", "another permission"],
)  # fmt: skip
def test_nobody_else_registers_or_ends(by):
    with pytest.raises(NotAllowed):
        commands.register_client(by=by, at=AT, wanted=TAX)
    make_client()
    with pytest.raises(NotAllowed):
        commands.change_secret(by=by, at=AT, client_id=TAX.id)
    with pytest.raises(NotAllowed):
        commands.end_client(by=by, at=AT, client_id=TAX.id)

    assert Client.objects.filter(ended_at=None).count() == 1


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"id": "Tax Portal"}, "id"),
        ({"id": "t" * 61}, "id"),
        ({"name": " "}, "name"),
        ({"purpose": "why"}, "purpose"),
        ({"contact": "nobody"}, "contact"),
        ({"unit": ""}, "unit"),
        ({"return_to": ()}, "return_to"),
        ({"return_to": ("http://tax.example/back",)}, "return_to"),
        ({"return_to": tuple(f"https://tax.example/{n}" for n in range(11))}, "return_to"),
        ({"return_to_after": ("tax.example",)}, "return_to_after"),
        ({"tell_ended": "ftp://tax.example"}, "tell_ended"),
        ({"scopes": ("everything",)}, "scopes"),
        ({"return_to": ("https://a.example/", "https://b.example/")}, "sector"),
    ],
)
def test_what_is_wrong_is_said_field_by_field(given, field):
    with pytest.raises(InvalidInput) as wrong:
        commands.register_client(by=system("test"), at=AT, wanted=replace(TAX, **given))

    assert set(wrong.value.errors) == {field}
    assert not Client.objects.exists()


def test_a_name_is_given_once_for_ever():
    make_client()
    commands.end_client(by=officer(), at=AT, client_id=TAX.id)

    with pytest.raises(commands.ClientKnown):
        commands.register_client(by=system("test"), at=AT, wanted=TAX)


def test_a_new_secret_is_the_only_one():
    visit = Visit()
    new = commands.change_secret(by=officer(), at=AT, client_id=TAX.id)

    assert commands.answer_token_request(at=SOON, asked=exchanges(visit.secret, visit.code())).status == 401
    assert commands.answer_token_request(at=SOON, asked=exchanges(new, visit.code())).status == 200


def test_a_public_client_has_no_secret_to_change():
    assert make_client(is_public=True) == ""

    with pytest.raises(NotFound):
        commands.change_secret(by=officer(), at=AT, client_id=TAX.id)


def test_whoever_looks_after_a_unit_sees_its_clients():
    make_client()
    make_client(id="health-portal", unit="health", name="Health portal")

    seen = [each.id for each in queries.list_clients(viewer=officer("health"), page=Page())]

    assert seen == ["health-portal"]
    assert len(list(queries.list_clients(viewer=officer("*"), page=Page()))) == 2
    assert len(list(queries.list_clients(viewer=system("test"), page=Page()))) == 2
    with pytest.raises(NotAllowed):
        queries.list_clients(viewer=officer(permission="staff.manage"), page=Page())
