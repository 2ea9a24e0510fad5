"""The payer's side: the card page, the bank's challenge, and the way back. No script anywhere."""

import sqlite3
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from digigov.rehearsal import clock
from digigov.rehearsal.gateway import cards, payments, store
from digigov.rehearsal.gateway.web import Refused, Request, Response, see

HERE = Path(__file__).parent / "templates"
TEMPLATES = Environment(loader=FileSystemLoader(HERE), autoescape=True, trim_blocks=True)


def answer(request: Request, db: sqlite3.Connection, *, pace: payments.Pace) -> Response:
    match (request.method, *request.path.strip("/").split("/")):
        case ("GET", ""):
            return _page("index.html", cards=cards.TEST_CARDS, brand_of=cards.brand_of, code=cards.CHALLENGE_CODE)
        case ("GET", "style.css"):
            return Response(200, (HERE / "style.css").read_bytes(), "text/css")
        case ("GET", "pay", session_id):
            return _show(_find(db, session_id), {}, {})
        case ("POST", "pay", session_id):
            return _pay(request, db, _find(db, session_id), pace)
        case ("POST", "pay", session_id, "challenge"):
            return _challenge(request, db, _find(db, session_id), pace)
        case ("POST", "pay", session_id, "cancel"):
            return _cancel(db, _find(db, session_id))
    raise Refused(404, "not-found", "There is nothing here.")


def _show(session: store.Row, errors: dict[str, str], values: dict[str, str]) -> Response:
    if session["state"] == "open":
        return _page("card.html", status=422 if errors else 200, session=session, errors=errors, values=values)
    if session["state"] == "challenge":
        return _page("challenge.html", session=session, code=cards.CHALLENGE_CODE)
    return _page("done.html", session=session)


def _pay(request: Request, db: sqlite3.Connection, session: store.Row, pace: payments.Pace) -> Response:
    if session["state"] != "open":
        return _onwards(session)
    form = request.form()
    number = form.get("number", "").replace(" ", "").replace("-", "")
    errors = cards.faults(
        number=number,
        month=form.get("month", ""),
        year=form.get("year", ""),
        code=form.get("code", ""),
        name=form.get("name", ""),
        today=clock.now(),
    )
    if errors:
        kept = {name: form.get(name, "") for name in ("name", "month", "year")}
        return _show(session, errors, kept)
    payments.use_card(
        db,
        session,
        number=number,
        brand=cards.brand_of(number) or "",
        outcome=cards.TEST_CARDS[number],
        pace=pace,
        now=clock.time(),
    )
    return _onwards(_find(db, session["id"]))


def _challenge(request: Request, db: sqlite3.Connection, session: store.Row, pace: payments.Pace) -> Response:
    if session["state"] == "challenge":
        is_right = request.form().get("code") == cards.CHALLENGE_CODE
        payments.answer_challenge(db, session, is_right=is_right, pace=pace, now=clock.time())
    return _onwards(_find(db, session["id"]))


def _cancel(db: sqlite3.Connection, session: store.Row) -> Response:
    if session["state"] == "open":
        payments.end(db, session["id"], state="cancelled", now=clock.time())
    elif session["state"] == "challenge":
        payments.end(db, session["id"], state="declined", failure="challenge-failed", now=clock.time())
    return _onwards(_find(db, session["id"]))


def _onwards(session: store.Row) -> Response:
    return see(f"/pay/{session['id']}" if session["state"] == "challenge" else session["return_url"])


def _find(db: sqlite3.Connection, session_id: str) -> store.Row:
    row = store.find_session(db, session_id)
    if row is None:
        raise Refused(404, "no-such-session", "There is no such payment. Go back to where you came from.")
    return row


def _page(template: str, status: int = 200, **values: object) -> Response:
    return Response(status, TEMPLATES.get_template(template).render(**values).encode())


def refusal(error: Refused) -> Response:
    return _page("refused.html", status=error.status, sentence=error.sentence)
