"""A fee is paid on the card page of another origin and the payer comes back, with and without script."""

import pytest

from tests.pages import checks
from tests.pages.walk import sign_in

pytestmark = pytest.mark.browser
MAKE_DUE = """
from digigov.kernel.clock import now
from digigov.kernel.references import next_reference
from digigov.modules.payments.testing import make_due
from digigov.rehearsal.cast import actor_of, get_member
payer = actor_of(get_member("marisol"), at=now())
reference = next_reference(kind="A", at=now())
print(make_due(unit="police", party_id=payer.party_id, reference=reference).payment_id)
"""


@pytest.fixture(scope="module")
def due(live):
    """The address of a new payment that Marisol must make, each time it is called."""

    def make():
        return f"/pay/{live.python(MAKE_DUE)}/"

    return make


def test_its_pages_are_for_everyone(make_page, due, live):
    page = make_page(bypass_csp=True)
    sign_in(page, live, key="marisol", language="en")
    address = due()
    page.goto(address)
    assert checks.faults_of(page, "en") == []
    page.get_by_role("button", name="Go to the card page").click()
    assert checks.axe_faults(page) + checks.sideways(page) == []
    type_card(page, "4000 0000 0000 3220")
    assert checks.axe_faults(page) + checks.sideways(page) == []
    page.get_by_label("Code").fill("123456")
    page.get_by_role("button", name="Confirm").click()
    for name in ("back/", "receipt/"):
        page.goto(f"{address}{name}")
        assert checks.faults_of(page, "en") == []


def test_the_money_desk_is_for_everyone(make_page, due, live):
    page = make_page(bypass_csp=True)
    sign_in(page, live, key="isidore", language="en")
    payment_id = due().split("/")[2]

    for path in ("", f"{payment_id}/", "differences/"):
        page.goto(f"/desk/payments/{path}")
        assert checks.faults_of(page, "en") == []


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def payer(request, make_page, live):
    page = make_page(java_script_enabled=request.param)
    sign_in(page, live, key="marisol", language="en")
    return page


def type_card(page, number):
    page.get_by_label("Card number").fill(number)
    page.get_by_label("Month").fill("05")
    page.get_by_label("Year").fill("31")
    page.get_by_label("Security code").fill("123")
    page.get_by_label("Name on the card").fill("Marisol")
    page.get_by_role("button", name="Pay XCD 50.00").click()


def test_declined_then_confirmed_with_the_bank(payer, due, live):
    address = due()
    payer.goto(address)
    payer.get_by_role("button", name="Go to the card page").click()
    assert not payer.url.startswith(live.url)
    type_card(payer, "4000 0000 0000 9995")

    assert payer.url == f"{live.url}{address}back/"
    assert "not enough money" in payer.inner_text("main")
    payer.get_by_role("button", name="Go to the card page").click()
    type_card(payer, "5200 8282 8282 8210")
    payer.get_by_label("Code").fill("123456")
    payer.get_by_role("button", name="Confirm").click()

    payer.get_by_role("heading", name="Payment received").wait_for()
    payer.get_by_role("link", name="See and print the receipt").click()
    assert "Mastercard ending 8210" in payer.inner_text("main")


def test_gone_back_without_paying(payer, due, live):
    payer.goto(due())
    payer.get_by_role("button", name="Go to the card page").click()
    payer.get_by_role("button", name="Cancel and go back").click()

    assert "You went back without paying" in payer.inner_text("main")
