"""E-mail by SMTP (RFC 5321), with STARTTLS and sign-in where the settings say so."""

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate
from typing import Any

from django.conf import settings

from digigov.kernel.adapters import Health
from digigov.kernel.errors import AdapterFailure
from digigov.modules.notifications.ports import Outgoing

SECONDS, SECONDS_TO_CHECK = 15, 5


class SmtpSender:
    """``DIGIGOV_SMTP``: host, port, user, password, starttls, sender (an address or ``Name <address>``)."""

    repeatable = False  # SMTP has no word for "did you get this already?"

    def send(self, message: Outgoing) -> str:
        mail = self._compose(message)
        try:
            with self._connect() as connection:
                connection.send_message(mail)
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
            code = _code_of(error)
            raise AdapterFailure(f"SMTP {code}", temporary=code < 500) from None
        except (OSError, smtplib.SMTPException) as error:
            raise AdapterFailure(f"SMTP: {type(error).__name__}", temporary=True) from None
        return str(mail["Message-ID"])

    def check(self) -> Health:
        host, port = settings.DIGIGOV_SMTP["host"], settings.DIGIGOV_SMTP["port"]
        try:
            with self._connect(SECONDS_TO_CHECK) as connection:
                connection.noop()
        except (OSError, smtplib.SMTPException) as error:
            return Health(False, f"{host}:{port} does not answer ({type(error).__name__})", settings.REHEARSAL)
        return Health(True, f"{host}:{port} answers", settings.REHEARSAL)

    def _connect(self, seconds: int = SECONDS) -> smtplib.SMTP:
        conf: dict[str, Any] = settings.DIGIGOV_SMTP
        connection = smtplib.SMTP(conf["host"], conf["port"], timeout=seconds)
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
