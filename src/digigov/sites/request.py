"""The request as every page gets it: Django's own, with whoever stands at the door (``sites/account/middleware.py``)."""

from django.http import HttpRequest

from digigov.kernel.actor import Actor


class Request(HttpRequest):
    """Named for the types alone: nobody makes one."""

    actor: Actor
    LANGUAGE_CODE: str
