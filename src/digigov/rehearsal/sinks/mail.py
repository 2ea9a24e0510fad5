"""An SMTP server that keeps what it gets in a Maildir, one file a message, written whole or not at all."""

import mailbox
import os
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

from digigov.rehearsal import clock


class Keep:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.box = mailbox.Maildir(str(folder), create=True)

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        """Addresses at ``refused.example`` do not exist, those at ``later.example`` are busy: to rehearse failures."""
        domain = address.rpartition("@")[2]
        if domain == "refused.example":
            return "550 no such mailbox"
        if domain == "later.example":
            return "451 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        try:
            key = self.box.add(envelope.content)
        except OSError:  # its disk is full, say: as mail servers do, it asks to come again
            return "452 no room, try again later"
        moment = clock.time()
        os.utime(self.folder / "new" / key, (moment, moment))
        return "250 kept"


def start_mail_sink(*, port: int, folder: Path) -> Controller:
    controller = Controller(Keep(folder), hostname="127.0.0.1", port=port, data_size_limit=2_000_000)
    controller.start()
    return controller
