"""What the live process runs: ``granian --interface asgi digigov.config.live:application``. Its database connections can only read."""

import os
import sys
from functools import partial
from typing import Any

import django
from django.db import connection
from django.utils.module_loading import import_string
from psycopg import AsyncConnection

from digigov.config.safety import refuse_unsafe_surroundings

READ_ONLY = "-c default_transaction_read_only=on"


def make() -> Any:
    """By name: the rooms' tables are known only now."""
    door, listener = (
        import_string("digigov.sites.live.door.Live"),
        import_string("digigov.sites.live.listener.Listener"),
    )
    hub = import_string("digigov.sites.live.hub.Hub")()
    plain = import_string("digigov.sites.live.listener.plain")
    where = plain(connection.get_connection_params())
    return door(hub, listener(hub, partial(AsyncConnection.connect, autocommit=True, **where)))


os.environ["PGOPTIONS"] = f"{os.environ.get('PGOPTIONS', '')} {READ_ONLY}".strip()
os.environ["DIGIGOV_WITHOUT_POOL"] = "1"  # each thread keeps its own connection
sys.setswitchinterval(0.0005)  # as in config/wsgi.py
django.setup()
application = make()
refuse_unsafe_surroundings()
