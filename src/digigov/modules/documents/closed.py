"""Why a file is not opened to somebody who may see it."""

from django.utils.translation import gettext_lazy as _

from digigov.kernel.errors import DomainError


class FileIsInfected(DomainError):
    code = "file-infected"
    message = _("This file holds a virus and cannot be opened. Ask for another one.")


class NotScannedYet(DomainError):
    code = "file-not-scanned"
    message = _(
        "The virus scanner has not looked at this file yet. Open it again in a minute. If it stays so, tell whoever runs the servers."
    )


class NotDrawnYet(DomainError):
    """Nobody has opened it before: ``commands.draw_paper`` makes it."""

    code = "not-drawn-yet"
    message = _("This paper is being made. Open it again in a moment.")
