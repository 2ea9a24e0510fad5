"""Two presses at the same moment, on two connections that really commit."""

import threading

from django.db import connections

from digigov.modules.applications import commands
from digigov.modules.applications.models import Application
from digigov.modules.applications.testing import hand_in, make_citizen, make_draft


def test_two_presses_make_one_application(fresh_database):
    citizen = make_citizen()
    draft_id, outcomes, together = make_draft(citizen), [], threading.Barrier(4)

    def press():
        together.wait()
        try:
            outcomes.append(hand_in(citizen, draft_id).reference)
        except commands.AlreadySubmitted:
            outcomes.append("already")
        finally:
            connections.close_all()

    presses = [threading.Thread(target=press) for _ in range(4)]
    for each in presses:
        each.start()
    for each in presses:
        each.join(60)

    references = [outcome for outcome in outcomes if outcome != "already"]
    assert len(outcomes) == 4
    assert references == list(Application.objects.values_list("reference", flat=True))
