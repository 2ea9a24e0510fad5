"""Reports on the small island: one that waits, one that is said to be done, and those who answer."""

from datetime import datetime
from typing import Any

from django.apps import apps

from digigov.modules.service_requests import commands
from digigov.modules.service_requests.commands import About, Reporter
from digigov.modules.service_requests.testing import follow_token, liaison, link_for, make_evidence, make_request


def make_requests(world: Any, *, at: datetime) -> None:
    world.liaison, world.chief = liaison(), liaison("trade")
    of_ana = {"by": world.ana, "at": at, "reporter": Reporter(party_id=world.ana.party_id)}
    world.request = make_request(**of_ana)
    world.complaint = make_request(category="complaint-officer", about=About(unit="shops"), **of_ana)
    world.done_request = make_request(**of_ana)
    given = {"evidence": "photo", "text": "Cleaned", "file_ids": [make_evidence(world.liaison, at=at)]}
    commands.close_request(by=world.liaison, at=at, request_id=world.done_request.id, **given)
    follower = commands.follow_request(by=world.ben, at=at, request_id=world.request.id)
    world.follow_token = follow_token(follower)
    world.request_link = link_for(apps.get_model("service_requests", "Request").objects.get(id=world.done_request.id))
    world.request_evidence = make_evidence(world.liaison, at=at)
    world.news_id = apps.get_model("service_requests", "Entry").objects.filter(kind="answered").first().id
