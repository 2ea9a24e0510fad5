"""
What the centre announces. Its log is read by whoever watches; that there is something new in it goes out over two of PostgreSQL's own
channels, to every process that listens (``sites/live``).
"""

from digigov.modules.contact_center.log import DESK, TALK

__all__ = ["DESK", "TALK"]
