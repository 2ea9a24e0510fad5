"""The desk in the browser: people change posts beside open sessions, nobody decides in an own matter, and a day's work needs no mouse."""

import re
import time

import pytest

from tests.journeys import filling

pytestmark = pytest.mark.browser
SERVICE = "infrastructure-defect-report"
PATIENCE = 60


@pytest.fixture
def report(people):
    """Hand in a report of a defect as one of the cast; its reference."""

    def hand_in(key="marisol"):
        answers = {**filling.example(SERVICE), "wants_news": True}
        return filling.apply_for(people.page(key), SERVICE, answers)

    return hand_in


def press(page, name):
    with page.expect_navigation():
        page.get_by_role("button", name=name).first.click()


def follow(page, name):
    with page.expect_navigation():
        page.get_by_role("link", name=name).first.click()


def send(page, path, **form):
    """A form posted by hand, as an old window or somebody with bad intentions would. Returns the status."""
    token = page.locator("input[name=csrfmiddlewaretoken]").first.get_attribute("value")
    data = {"csrfmiddlewaretoken": token, **form}
    return page.request.post(path, form=data, headers={"Referer": page.url}, max_redirects=0).status


def task_on(page):
    return re.search(r"/desk/tasks/([0-9a-f-]{36})/", page.content())[1]


def until(true):
    """News travels by a job: a moment after the answer."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, "nothing came of it"
        time.sleep(0.3)


def make_post(chief, role, title):
    chief.goto("/desk/staff/new-post/?unit=works")
    chief.get_by_label("Role: what the post may do").select_option(label=role)
    chief.get_by_label("Title of the post").fill(title)
    press(chief, "Make the post")


def test_moved_and_taken_back_beside_an_open_session(people, report):
    chief, pearl, reference = people.page("ossie"), people.page("pearl"), report()
    address = f"/desk/cases/{reference}/"
    assert pearl.goto(address).status == 403, "a cashier of another department"
    make_post(chief, "Works crew", "Helper of the crew")
    make_post(chief, "Works engineer", "Second engineer")
    chief.get_by_label("National ID number").fill("9000103")
    chief.get_by_label("Family name").fill("Coinbox")
    press(chief, "Give the post")
    post = chief.url

    pearl.goto(address)
    press(pearl, "Take this case")
    task = task_on(pearl)
    chief.get_by_label("Vacant post").select_option(label="Helper of the crew, Department of Works")
    press(chief, "Move now")

    assert send(pearl, f"/desk/tasks/{task}/decide/", outcome="send", priority="week") == 403
    until(lambda: chief.goto(address) and "Back in the queue" in chief.inner_text("main"))
    assert "Take this case" not in pearl.goto(address).text(), "the crew sees it, and the engineers take it"
    chief.goto("/desk/staff/?unit=works")
    follow(chief, "Helper of the crew")
    press(chief, "Take the post back")
    assert pearl.goto(address).status == 403
    assert pearl.goto("/desk/").status == 200, "still a cashier"
    for page in (chief.url, post):
        chief.goto(page)
        press(chief, "End this post for good")


def test_nobody_gives_or_takes_posts_up_the_line(people):
    senior = people.page("lambert")
    senior.goto("/desk/staff/?unit=labour")
    follow(senior, "Labour commissioner")
    post = senior.url.rstrip("/").split("/")[-1]

    assert "not one of those below yours" in senior.inner_text("main")
    assert senior.get_by_role("button", name="Take the post back").count() == 0
    assert send(senior, f"/desk/staff/posts/{post}/abolish/") == 403
    senior.goto(f"/desk/staff/posts/{post}/")
    assert "Estelle Handshake" in senior.inner_text("main")


def test_an_officer_s_own_case_is_closed_to_them_by_every_way(people, report):
    engineer, chief, reference = people.page("desmond"), people.page("ossie"), report("desmond")
    task = row_of(chief, reference).locator("input[name=task]").get_attribute("value")
    own = f"/desk/cases/{reference}/"

    assert engineer.goto(own).status == 403
    assert "your own or that of a relative" in engineer.inner_text("main")
    assert engineer.goto(f"{own}history/").status == 403
    engineer.goto("/desk/")
    assert reference not in engineer.inner_text("main")
    for way in ("claim", "decide", "release"):
        assert send(engineer, f"/desk/tasks/{task}/{way}/", outcome="known") in (403, 409), way
    assert send(engineer, f"{own}notes/", text="Hurry") == 403
    send(engineer, "/desk/bulk/", task=task, outcome="known", confirmed="yes")
    row_of(chief, reference).locator("input[name=task]").check()
    chief.get_by_label("Hand the chosen cases to").select_option(label="Desmond Culvert")
    press(chief, "Hand on")
    assert "Not all could be handed on" in chief.inner_text("main")
    chief.goto(own)
    assert "Nobody has taken this case." in chief.inner_text("main")


def row_of(chief, reference):
    """Where it stands among what nobody has, on whichever page."""
    for number in range(1, 50):
        chief.goto(f"/desk/workload/nobody/?page={number}")
        row = chief.locator("tr", has_text=reference)
        if row.count():
            return row
    raise AssertionError(f"{reference} is not among what nobody has")


def test_from_the_queue_to_the_decision_and_the_next_case_without_a_mouse(people, report):
    page, waiting = people.page("desmond"), [report(), report()]
    keys = page.keyboard
    page.goto(f"/desk/?q={waiting[0]}")
    keys.press("j")
    with page.expect_navigation():
        keys.press("Enter")
    assert waiting[0] in page.url
    keys.press("t")
    with page.expect_navigation():
        keys.press("Enter")
    keys.press("d")
    keys.press("Shift+Tab")
    keys.press("Space")
    keys.press("d")
    keys.press("Space")
    tab_to(page, "Decide")
    with page.expect_navigation():
        keys.press("Enter")
    assert "Decided: An engineer looks at your report" in page.inner_text("main")
    keys.press("n")
    with page.expect_navigation():
        keys.press("Enter")
    assert "/desk/cases/" in page.url
    assert waiting[0] not in page.url
    tab_to(page, "Decide")
    with page.expect_navigation():
        keys.press("Enter")
    assert "govuk-error-summary" in page.evaluate("document.activeElement.className"), "what is missing is read out"


def tab_to(page, button):
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText") == button:
            return
    raise AssertionError(f"{button} is not reached by the tabulator")
