"""The job queue: procrastinate on the same PostgreSQL. Rooms keep their jobs in ``jobs.py``, ids in, one command each."""

import procrastinate


def on_app_ready(app: procrastinate.App) -> None:
    """Make every room's subscribers and the event job known to worker and web alike."""
