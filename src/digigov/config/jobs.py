"""The job queue: procrastinate on the same PostgreSQL. Rooms keep their jobs in ``jobs.py``, ids in, one command each."""

import procrastinate
from django.utils.module_loading import autodiscover_modules


def on_app_ready(app: procrastinate.App) -> None:
    """Make every room's subscribers and the event job known to worker and web alike."""
    autodiscover_modules("subscribers")
