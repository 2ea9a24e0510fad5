"""
Where the rehearsal's messages end: an SMTP server and an SMS provider of our own, on loopback.

``python -m digigov.rehearsal.sinks --smtp-port 9001 --sms-port 9002 --folder var/sinks --receipts-url URL --key KEY``
"""

import argparse
import signal
import threading
from pathlib import Path

from digigov.rehearsal.sinks.mail import start_mail_sink
from digigov.rehearsal.sinks.sms import start_sms_sink


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smtp-port", type=int, required=True)
    parser.add_argument("--sms-port", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--receipts-url", default="")
    parser.add_argument("--key", default="rehearsal-sms-key")
    chosen = parser.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)

    mail = start_mail_sink(port=chosen.smtp_port, folder=chosen.folder / "mail")
    sms = start_sms_sink(
        port=chosen.sms_port, folder=chosen.folder / "sms", receipts_url=chosen.receipts_url, key=chosen.key
    )
    done = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: done.set())
    done.wait()
    mail.stop()
    sms.shutdown()


if __name__ == "__main__":
    main()
