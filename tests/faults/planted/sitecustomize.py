"""
Three bugs that lie asleep in every process of a stack whose PYTHONPATH names this folder, until the file ``planted`` in the
stack's own folder names one: what the checks of ``tests/faults`` are for, and must find.
"""

import importlib.abc
import importlib.machinery
import os
import sys
from pathlib import Path


def is_awake(name):
    try:
        return Path(os.environ["DIGIGOV_VAR"], "planted").read_text() == name
    except (KeyError, OSError):
        return False


def sent_before_marked(commands):
    """A message is handed over first and marked afterwards; what lies between is cut off once."""
    whole = commands.deliver

    def deliver(*, at, delivery_id, is_last_try):
        delivery = commands.Delivery.objects.select_related("message").get(id=delivery_id)
        if not is_awake("sent-before-marked") or delivery.state != "queued":
            return whole(at=at, delivery_id=delivery_id, is_last_try=is_last_try)
        commands.adapter(delivery.channel).send(commands._outgoing(delivery))
        if delivery.attempts == 0:
            commands.Delivery.objects.filter(id=delivery_id).update(attempts=1)
            raise ConnectionError("cut off before it was marked")
        return commands.Delivery.objects.filter(id=delivery_id).update(state="sent")

    commands.deliver = deliver


def counted_each_time(webhook):
    """What a webhook says was paid is added up each time that it comes."""
    whole = webhook.take_webhook

    def take_webhook(*, at, headers, body):
        told = webhook.json.loads(body)
        if is_awake("counted-each-time"):
            for attempt in webhook.Attempt.objects.filter(session_id=told["session"], state="paid"):
                attempt.captured += told["amount"] // 100
                attempt.save(update_fields=["captured"])
        return whole(at=at, headers=headers, body=body)

    webhook.take_webhook = take_webhook


def issued_twice(receipts):
    """A receipt is issued, and then another for the same payment."""
    whole = receipts.issue

    def issue(payment, *, at):
        if is_awake("issued-twice"):
            whole(payment, at=at)
        return whole(payment, at=at)

    receipts.issue = issue


BUGS = {
    "digigov.modules.notifications.commands": sent_before_marked,
    "digigov.modules.payments.commands.webhook": counted_each_time,
    "digigov.modules.payments.receipts": issued_twice,
}


class Planter(importlib.abc.MetaPathFinder):
    """Changes a module once it has been read, before anybody takes a name from it."""

    def find_spec(self, name, path, target=None):
        if name not in BUGS:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        read = spec.loader.exec_module

        def exec_module(module):
            read(module)
            BUGS[name](module)

        spec.loader.exec_module = exec_module
        return spec


sys.meta_path.insert(0, Planter())
