"""
E-mail by SMTP (RFC 5321), with STARTTLS and sign-in where the settings say so. Connections are used again: on a real provider opening
one takes longer than all the rest.
"""

import smtplib
import ssl
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate
from typing import Any

from django.conf import settings

from digigov.kernel.adapters import Health
from digigov.kernel.errors import AdapterFailure
from digigov.modules.notifications.ports import CutOff, Outgoing

SECONDS, SECONDS_TO_CHECK = 15, 5
MOST_MAILS, LONGEST_IDLE = 100, 20  # of one connection; many servers close it after either


class Connection(smtplib.SMTP):
    """Knows whether the server waits for the rest of a mail or has it, and has not said which (RFC 5321, 3.3 and 4.2.5)."""

    is_unsure = False

    def getreply(self) -> tuple[int, bytes]:
        code, words = super().getreply()
        self.is_unsure = code == 354
        return code, words


@dataclass(slots=True)
class Opened:
    """A connection that works, for one sender at a time."""

    connection: Connection
    mails: int = 0
    used_at: float = 0.0

    @property
    def still_works(self) -> bool:
        """Asked before a mail begins, so that what is found closed costs no mail."""
        if self.mails >= MOST_MAILS or time.monotonic() - self.used_at > LONGEST_IDLE:
            return False
        with suppress(OSError, smtplib.SMTPException):
            return self.connection.noop()[0] == 250
        return False


class SmtpSender:
    """``DIGIGOV_SMTP``: host, port, user, password, starttls, sender (an address or ``Name <address>``)."""

    repeatable = False  # SMTP has no word for "did you get this already?"

    def __init__(self) -> None:
        self._idle: deque[Opened] = deque()

    def send(self, message: Outgoing) -> str:
        mail = self._compose(message)
        try:
            with self._open() as connection:
                self._hand_over(mail, connection)
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
            code = _code_of(error)
            raise AdapterFailure(f"SMTP {code}", temporary=code < 500) from None
        except (OSError, smtplib.SMTPException) as error:
            raise AdapterFailure(f"SMTP: {type(error).__name__}", temporary=True) from None
        return str(mail["Message-ID"])

    def _hand_over(self, mail: EmailMessage, connection: Connection) -> None:
        """:raises CutOff: if the connection broke between the mail's first word and the answer to it."""
        try:
            connection.send_message(mail)
        except OSError as error:  # as all of smtplib's are
            if connection.is_unsure:
                raise CutOff(f"SMTP: {type(error).__name__}") from None
            raise

    def check(self) -> Health:
        host, port = settings.DIGIGOV_SMTP["host"], settings.DIGIGOV_SMTP["port"]
        try:
            with self._connect(SECONDS_TO_CHECK) as connection:
                connection.noop()
        except (OSError, smtplib.SMTPException) as error:
            return Health(False, f"{host}:{port} does not answer ({type(error).__name__})", settings.REHEARSAL)
        return Health(True, f"{host}:{port} answers", settings.REHEARSAL)

    @contextmanager
    def _open(self) -> Iterator[Connection]:
        """A connection of one's own, back among the idle ones afterwards unless something went wrong."""
        opened = self._idle_one() or Opened(self._connect())
        try:
            yield opened.connection
        except BaseException:
            opened.connection.close()
            raise
        opened.mails, opened.used_at = opened.mails + 1, time.monotonic()
        self._idle.append(opened)

    def _idle_one(self) -> Opened | None:
        with suppress(IndexError):
            while True:
                opened = self._idle.pop()
                if opened.still_works:
                    return opened
                opened.connection.close()
        return None

    def _connect(self, seconds: int = SECONDS) -> Connection:
        conf: dict[str, Any] = settings.DIGIGOV_SMTP
        connection = Connection(conf["host"], conf["port"], timeout=seconds)
        if conf.get("starttls"):
            connection.starttls(context=ssl.create_default_context())
        if conf.get("user"):
            connection.login(conf["user"], conf["password"])
        return connection

    def _compose(self, message: Outgoing) -> EmailMessage:
        sender = settings.DIGIGOV_SMTP["sender"]
        domain = sender.rpartition("@")[2].rstrip(">")
        mail = EmailMessage()
        mail["From"] = sender
        mail["To"] = message.to
        mail["Subject"] = message.subject
        mail["Date"] = formatdate()
        mail["Message-ID"] = f"<{message.id}@{domain}>"
        mail["Content-Language"] = message.language
        mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's holiday reply comes back
        mail.set_content(message.text + "\n")
        return mail


def _code_of(error: smtplib.SMTPException) -> int:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return min(code for code, _ in error.recipients.values())
    return int(getattr(error, "smtp_code", 400))
