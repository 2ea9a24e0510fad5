"""Django's session engine on our own table, which knows whose session it is."""

from datetime import datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from digigov.modules.identity.models import Session

STARTED_AT, DEVICE = "started_at", "device"


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
        return row
