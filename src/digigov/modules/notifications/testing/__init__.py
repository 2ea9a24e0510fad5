"""For tests of this and other rooms."""

from digigov.kernel.actor import system
from digigov.kernel.clock import now
from digigov.kernel.errors import AdapterFailure
from digigov.kernel.ids import new_id
from digigov.modules.notifications import commands
from digigov.modules.notifications.definitions import MessageTemplate
from digigov.modules.notifications.models import Delivery, Message


class FakeSender:
    """Keeps what it is given; ``failures`` are raised first, one a call."""

    def __init__(self, *failures: AdapterFailure, repeatable: bool = False) -> None:
        self.sent: list = []
        self.failures = list(failures)
        self.repeatable = repeatable

    def send(self, message):
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append(message)
        return f"provider-{message.id}"


def make_template(key="hello", *, service=None, version=1, **changes):
    """Publish a template that says hello."""
    body = {"id": key, "subject": "Hello {{ thing }}", "email": "Dear {{ name }}, {{ thing }}.", "sms": "{{ thing }}"}
    template = MessageTemplate.model_validate({**body, "values": ["thing"], **changes})
    commands.load_messages(by=system("test"), at=now(), service=service, version=version, definitions=[template])
    return template


def make_stuck(*, at):
    """A message that its provider would not take."""
    make_template()
    commands.send_to_address(
        by=system("test"), at=at, message="hello", values={"thing": "News"}, dedupe_key=a_key(), email="a@example.org"
    )
    delivery = Delivery.objects.latest("id")
    Delivery.objects.filter(id=delivery.id).update(state="failed", error="refused")
    return delivery.id


def a_key():
    return f"test:{new_id()}"


def told(party_id, template):
    """How often somebody was told that."""
    return Message.objects.filter(party_id=party_id, template=template).count()
