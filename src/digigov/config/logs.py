"""
What is written to the log: one line an event, JSON in production, on standard error for whoever collects it.

No personal data: requests are logged by route and never by address (which may hold a token or a reference), without query,
names, answers or the client's address; the database's DETAIL lines, which quote values, are cut from tracebacks.
"""

import logging
import re
from typing import Any

import structlog

QUEUE = "procrastinate.worker"
_VALUES = re.compile(r"^\s*(DETAIL|CONTEXT|PARAMETERS):.*$", re.MULTILINE)


def cut_values(logger: Any, method: str, event: dict[str, Any]) -> dict[str, Any]:
    for key in ("event", "exception"):
        if isinstance(event.get(key), str):
            event[key] = _VALUES.sub(r"\1: (cut)", event[key])
    return event


class TriedAgain(logging.Filter):
    """A job that failed and will be tried again is a warning; procrastinate says it among the news that nobody keeps."""

    def filter(self, record: logging.LogRecord) -> bool:
        if not record.name.startswith(QUEUE):
            return True
        if getattr(record, "action", "") == "job_error_retry":
            record.levelno, record.levelname = logging.WARNING, "WARNING"
        return record.levelno >= logging.WARNING


def logging_for(form: str) -> dict[str, Any]:
    """Django's LOGGING: ``json`` or ``plain``."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: Any = structlog.processors.JSONRenderer(ensure_ascii=False)
    if form == "plain":
        last = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    closing = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, structlog.processors.format_exc_info]
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": shared,
        "processors": [*closing, cut_values, last],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": formatter},
        "filters": {"tried_again": {"()": TriedAgain}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["tried_again"]}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "digigov": {"level": "INFO"},
            "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
            "django.request": {"level": "CRITICAL"},  # our own line says it without the address
            "django.security": {"level": "ERROR"},
            # pyHanko warns at each seal that it may not ask the network, and has no need to
            "pyhanko.sign.signers.pdf_signer": {"level": "ERROR"},
            QUEUE: {"level": "INFO"},
        },
    }
