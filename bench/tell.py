"""
Tells many people something, evenly over so many seconds, as the house does: each message by the command, in a transaction of its
own. Half have a mailbox, half a telephone. ``python -m bench.tell --messages 3000 --seconds 60 --mark NAME``.
"""

import argparse
import time

import django

django.setup()

from digigov.kernel.actor import system  # noqa: E402
from digigov.kernel.clock import now  # noqa: E402
from digigov.modules.notifications.commands import send_to_address  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--messages", type=int, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--mark", required=True, help="what the messages' keys begin with")
    chosen = parser.parse_args()
    by, begun = system("bench"), time.monotonic()
    for number in range(chosen.messages):
        time.sleep(max(0.0, begun + number * chosen.seconds / chosen.messages - time.monotonic()))
        if number % 2:
            to = {"phone": f"+1758555{100 + number // 2 % 100:04}"}
        else:
            to = {"email": f"bench.{number}@example.org"}
        told = send_to_address(
            by=by, at=now(), message="account-exists", values={}, dedupe_key=f"{chosen.mark}-{number}", **to
        )
        assert told
    print(round(time.monotonic() - begun, 1))


main()
