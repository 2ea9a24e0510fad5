"""Articles at each stage, for the world in which commands are refused: being written, waiting, read by all, translated."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.apps import apps

from digigov.kernel.actor import Grant
from digigov.kernel.ids import new_id
from digigov.modules.casework.testing import UNIT
from digigov.modules.knowledge import commands
from digigov.modules.knowledge.testing import APPROVER, text
from digigov.modules.organizations.testing import make_officer

TOPIC = "shops"  # of the tiny pack
DAY = date(2027, 6, 1)
WORDS = text(topic=TOPIC)


def make_articles(world: Any, *, at: Any) -> None:
    world.writer = make_officer(role="inspector", grants=[Grant("knowledge.write", UNIT)])
    may = [Grant("knowledge.write", UNIT), Grant("knowledge.approve", UNIT)]
    world.approver = replace(make_officer(role="inspector", grants=may), roles=frozenset({(APPROVER, UNIT)}))
    world.knowing_agent = make_officer(role="inspector", grants=[Grant("knowledge.suggest", UNIT)])
    given = {"by": world.writer, "at": at, "kind": "question", "unit": UNIT, "review_on": DAY, "text": WORDS}
    world.article_draft_id = commands.write_article(code="being-written", **given)
    world.article_waiting_id = commands.write_article(code="waits", **given)
    commands.send_for_approval(by=world.writer, at=at, version_id=world.article_waiting_id, revision=1)
    live = commands.write_article(code="read-by-all", **given)
    commands.save_translation(by=world.writer, at=at, version_id=live, language="acf", revision=0, text=WORDS)
    commands.send_for_approval(by=world.writer, at=at, version_id=live, revision=1)
    commands.approve_version(by=world.approver, at=at, version_id=live)
    world.article_live_id = live
    world.article_id = apps.get_model("knowledge", "Article").objects.get(code="read-by-all").id
    world.contact_id = new_id()
    commands.note_sent(by=world.knowing_agent, at=at, contact_id=world.contact_id, code="read-by-all")
