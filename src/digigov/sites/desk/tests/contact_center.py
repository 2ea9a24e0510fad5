"""An agent of a contact centre who is signed in, for the tests of its pages."""

from digigov.kernel.clock import now
from digigov.modules.contact_center.testing import UNIT, make_center
from digigov.modules.identity.testing import load_messages, make_account, sign_in
from digigov.modules.organizations.testing import make_holder
from digigov.modules.parties.testing import make_person

ALWAYS = [{"days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "opens": "00:00", "closes": "23:59"}]


def signed_in_agent(client):
    """The agent's party; the centre is open at any hour, so that the hour of the test does not matter."""
    load_messages()
    make_center(hours=ALWAYS, open_on_holidays=True)
    person = make_holder(party_id=make_person(), unit=UNIT, role="helper", at=now())
    sign_in(client, make_account(party_id=person), second_factor=True)
    return person
