import io
import json
import logging
import logging.config

import pytest
from django.conf import settings
from django.test import Client, RequestFactory

from digigov.config.logs import logging_for
from digigov.sites.request_log import RequestLogMiddleware


@pytest.fixture
def lines():
    """What is logged in production, as objects."""
    written = io.StringIO()
    described = logging_for("json")
    described["handlers"]["stderr"]["stream"] = written
    logging.config.dictConfig(described)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    logging.config.dictConfig(settings.LOGGING)


@pytest.mark.django_db
def test_a_request_is_one_line_without_what_it_was_about(lines):
    answer = Client().get("/verify/?code=a-secret-token", headers={"Referer": "https://x/?email=marisol@example.org"})

    (line,) = [line for line in lines() if line["event"] == "request"]
    assert line["request_id"] == answer["X-Request-ID"]
    assert (line["method"], line["status"], line["level"]) == ("GET", answer.status_code, "info")
    assert "secret" not in json.dumps(lines())
    assert "marisol" not in json.dumps(lines())


@pytest.mark.django_db
def test_an_address_that_does_not_exist_is_not_quoted(lines):
    Client().get("/marisol-papaya-9000001/")

    assert "marisol" not in json.dumps(lines())


def test_a_bug_is_logged_with_its_traceback_and_without_the_values_that_the_database_quotes(lines):
    said = "duplicate key\nDETAIL:  Key (email)=(marisol@example.org) already exists."

    def broken(request):
        raise RuntimeError(said)

    middleware = RequestLogMiddleware(broken)
    request = RequestFactory().get("/")
    try:
        broken(request)
    except RuntimeError as error:
        middleware.process_exception(request, error)

    (line,) = lines()
    assert "test_logs.py" in line["exception"]
    assert "marisol" not in line["exception"]


def test_other_libraries_write_the_same_lines(lines):
    logging.getLogger("procrastinate.worker").error("job %s gave up", 42)

    assert lines()[0] | {"timestamp": ""} == {
        "event": "job 42 gave up",
        "level": "error",
        "logger": "procrastinate.worker",
        "timestamp": "",
    }


def test_a_job_that_will_be_tried_again_is_a_warning_and_its_other_news_are_not_kept(lines):
    said = "no answer\nDETAIL:  Key (email)=(marisol@example.org) already exists."
    log = logging.getLogger("procrastinate.worker")
    log.info("Starting job payments.ask", extra={"action": "start_job"})
    log.getChild("worker").info("Starting worker", extra={"action": "start_worker"})
    try:
        raise RuntimeError(said)
    except RuntimeError as error:
        log.info(
            "Job payments.ask ended with status: Error, to retry", extra={"action": "job_error_retry"}, exc_info=error
        )

    (line,) = lines()
    assert (line["level"], line["event"]) == ("warning", "Job payments.ask ended with status: Error, to retry")
    assert "RuntimeError: no answer" in line["exception"]
    assert "marisol" not in line["exception"]
