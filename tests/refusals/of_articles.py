"""Who may write articles, let others read them, and note how they are used."""

from digigov.modules.knowledge import commands
from tests.refusals.trial import Anybody, Machine, Trial
from tests.refusals.world import AT
from tests.refusals.world_of_articles import DAY, WORDS

FOR_ALL = "Agents answer for every ministry; nothing is read but which article was sent."

KNOWLEDGE = {
    "approve_translation": Trial(
        lambda w, by: commands.approve_translation(
            by=by, at=AT, version_id=w.article_live_id, language="acf", revision=1
        ),
        by="approver",
    ),
    "approve_version": Trial(
        lambda w, by: commands.approve_version(by=by, at=AT, version_id=w.article_waiting_id), by="approver"
    ),
    "begin_version": Trial(lambda w, by: commands.begin_version(by=by, at=AT, article_id=w.article_id), by="writer"),
    "confirm_article": Trial(
        lambda w, by: commands.confirm_article(by=by, at=AT, article_id=w.article_id, review_on=DAY), by="approver"
    ),
    "forget_old": Machine("A job of each night."),
    "give_feedback": Anybody("Whoever reads may say whether it helped; limited by address, and it names nobody."),
    "load_articles": Trial(lambda w, by: commands.load_articles(by=by, at=AT, topics=[], definitions=[]), by="machine"),
    "note_opened": Anybody("A count of a day, of an article that all may read."),
    "note_search": Anybody("A count of words without numbers and addresses; searches are limited by address."),
    "note_sent": Trial(
        lambda w, by: commands.note_sent(by=by, at=AT, contact_id=w.contact_id, code="open-a-shop"),
        by="knowing_agent",
        across=FOR_ALL,
    ),
    "note_shown": Trial(
        lambda w, by: commands.note_shown(by=by, at=AT, contact_id=w.contact_id, codes=["open-a-shop"]),
        by="knowing_agent",
        across=FOR_ALL,
    ),
    "note_solved": Trial(
        lambda w, by: commands.note_solved(by=by, at=AT, contact_id=w.contact_id, solved=True),
        by="knowing_agent",
        across=FOR_ALL,
    ),
    "open_reviews": Machine("A job of each night."),
    "retire_article": Trial(
        lambda w, by: commands.retire_article(by=by, at=AT, article_id=w.article_id, reason="Nobody needs it."),
        by="approver",
    ),
    "return_version": Trial(
        lambda w, by: commands.return_version(by=by, at=AT, version_id=w.article_waiting_id, reason="Say where it is."),
        by="approver",
    ),
    "save_translation": Trial(
        lambda w, by: commands.save_translation(
            by=by, at=AT, version_id=w.article_draft_id, language="acf", revision=0, text=WORDS
        ),
        by="writer",
    ),
    "save_version": Trial(
        lambda w, by: commands.save_version(by=by, at=AT, version_id=w.article_draft_id, revision=1, text=WORDS),
        by="writer",
    ),
    "send_for_approval": Trial(
        lambda w, by: commands.send_for_approval(by=by, at=AT, version_id=w.article_draft_id, revision=1), by="writer"
    ),
    "settle_case": Machine("Carries out what was decided on the page of its case; a subscriber calls it."),
    "write_article": Trial(
        lambda w, by: commands.write_article(
            by=by, at=AT, code="quite-new", kind="question", unit=w.unit, review_on=DAY, text=WORDS
        ),
        by="writer",
    ),
}
