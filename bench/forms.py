"""
What it costs to check and to draw a long form: 70 pages of 10 questions, each page and one question of it under a condition.

Run: ``python -m pytest bench/forms.py -s``. Writes ``bench/results/forms.{md,json}``.
"""

import json
import statistics
import time
from datetime import UTC, datetime
from pathlib import Path

from bench import meter
from digigov.modules.forms.queries import answers_view, check_all
from digigov.modules.forms.testing import make_context, make_form, make_page, make_question

RESULTS = Path(__file__).parent / "results"
CONTEXT = make_context()
PAGES, QUESTIONS, ROUNDS = 70, 10, 20


def long_form():
    pages = []
    for page in range(PAGES):
        when = {"fact": f"answers.q{page * QUESTIONS - 1}", "answered": True} if page else None
        questions = [make_question(f"q{page * QUESTIONS + n}") for n in range(QUESTIONS)]
        questions[5]["when"] = {"fact": f"answers.q{page * QUESTIONS}", "is_not": "no"}
        pages.append(make_page(f"p{page}", *questions, when=when))
    return make_form(*pages), {f"q{n}": "some words" for n in range(PAGES * QUESTIONS)}


def milliseconds(function, *given):
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        function(*given)
        times.append(1000 * (time.perf_counter() - begun))
    return {"p50": round(statistics.median(times), 1), "most": round(max(times), 1)}


def test_forms():
    form, answers = long_form()
    assert check_all(form, answers, CONTEXT) == answers
    found = {"checked": milliseconds(check_all, form, answers, CONTEXT)}
    found["drawn"] = milliseconds(answers_view, form, answers, CONTEXT)
    rows = [f"| {name} | {times['p50']} | {times['most']} |" for name, times in found.items()]
    head = [
        f"# A form of {PAGES * QUESTIONS} questions, {datetime.now(UTC):%Y-%m-%d}",
        "",
        "| all answers | p50 ms | most ms |",
    ]
    text = "\n".join([*head, "|---|---:|---:|", *rows]) + "\n"
    (RESULTS / "forms.md").write_text(text)
    (RESULTS / "forms.json").write_text(json.dumps({"machine": meter.machine(), **found}, indent=1) + "\n")
    print(f"\n{text}")
