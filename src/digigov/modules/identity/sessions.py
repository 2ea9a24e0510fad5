"""
Django's session engine on our own table, which knows whose session it is, and ends it an hour after it was last used and in any case
twelve hours after signing in (NIST SP 800-63B-4, 2.2.3: at its second level an hour and a day at most).
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from digigov.modules.identity.models import Session

STARTED_AT, DEVICE = "started_at", "device"
OPENED, USED = "opened", "used"  # by the machine's clock, also where another clock was moved; seconds
IDLE, LONGEST = timedelta(hours=1), timedelta(hours=12)
NOTED_EACH = timedelta(minutes=5)  # a visit that goes on is written down so often and no oftener


class SessionStore(DatabaseStore):
    @classmethod
    def get_model_class(cls) -> Any:
        return Session

    def save(self, must_create: bool = False) -> None:
        """
        As Django does, but for a database that falls: Django takes that for a session that was ended meanwhile, and tells the
        visitor that the browser sent something wrong (400).

        :raises DatabaseError: when the database does not answer.
        :raises UpdateError: when the session was ended meanwhile.
        """
        try:
            super().save(must_create)
        except UpdateError as ended:
            why = ended.__context__
            if why is not None and why.__cause__ is not None:  # said by the database, not by Django that counted no row
                raise why
            raise

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        row: Any = super().create_model_instance(data)
        row.account_id = data.get(SESSION_KEY)
        row.device = data.get(DEVICE, "")
        row.started_at = datetime.fromisoformat(data[STARTED_AT]) if STARTED_AT in data else None
        if row.account_id is not None and OPENED in data:
            longest = datetime.fromtimestamp(data[OPENED], UTC) + LONGEST
            row.expire_date = min(row.expire_date, longest, timezone.now() + IDLE)
        return row


def facts_of_use(session: Mapping[str, Any]) -> dict[str, int]:
    """What a visit that goes on writes down, when it is time to: since when it is open, and when it was last used."""
    now = int(timezone.now().timestamp())
    if OPENED not in session:
        return {OPENED: now, USED: now}
    return {USED: now} if now - int(session.get(USED, 0)) >= NOTED_EACH.total_seconds() else {}
