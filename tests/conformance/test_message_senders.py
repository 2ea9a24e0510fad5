"""Both senders against a real SMTP server and a real HTTP provider, each in a process of its own on loopback."""

import json
import mailbox
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest
from aiosmtpd.controller import Controller

from digigov.adapters.mail import smtp
from digigov.adapters.mail.smtp import SmtpSender
from digigov.adapters.sms.http import HttpSms, read_receipt, sign
from digigov.kernel.errors import AdapterFailure, NotAllowed
from digigov.kernel.ids import new_id
from digigov.modules.notifications.ports import CutOff, Outgoing
from tests.ports import free_port

KEY = "a-key-for-tests"
PATIENCE = 120


@pytest.fixture(scope="module")
def sinks(tmp_path_factory):
    folder, smtp, sms = tmp_path_factory.mktemp("sinks"), free_port(), free_port()
    command = [sys.executable, "-m", "digigov.rehearsal.sinks", "--smtp-port", str(smtp), "--sms-port", str(sms)]
    process = subprocess.Popen([*command, "--folder", str(folder), "--key", KEY])
    try:
        for port in (smtp, sms):
            wait_for(port, process)
        yield {"folder": folder, "smtp": smtp, "sms": sms}
    finally:
        process.terminate()
        process.wait(PATIENCE)


def wait_for(port, process):
    deadline = time.monotonic() + PATIENCE
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert process.poll() is None and time.monotonic() < deadline, f"nobody took port {port}"
        time.sleep(0.1)


@pytest.fixture
def sender(request, sinks, settings):
    settings.DIGIGOV_SMTP = {"host": "127.0.0.1", "port": sinks["smtp"], "sender": "DigiGov <no-reply@digigov.example>"}
    settings.DIGIGOV_SMS = {"url": f"http://127.0.0.1:{sinks['sms']}", "key": KEY, "sender": "DigiGov"}
    return request.param()


def outgoing(sender, *, to=None):
    to = to or ("ti-jean@example.org" if isinstance(sender, SmtpSender) else "+17585550101")
    return Outgoing(str(new_id()), to, "Bonjou", "Mèsi an chay", "acf")


both = pytest.mark.parametrize("sender", [SmtpSender, HttpSms], indirect=True)


@both
def test_says_that_it_is_well(sender):
    assert sender.check().ok


@both
def test_hands_a_message_over_and_gets_an_id(sender):
    assert sender.send(outgoing(sender))


@both
def test_a_provider_that_is_away_is_a_passing_fault(sender, settings):
    settings.DIGIGOV_SMTP = {**settings.DIGIGOV_SMTP, "port": free_port()}
    settings.DIGIGOV_SMS = {**settings.DIGIGOV_SMS, "url": f"http://127.0.0.1:{free_port()}"}

    with pytest.raises(AdapterFailure) as failure:
        sender.send(outgoing(sender))

    assert failure.value.temporary
    assert not sender.check().ok


@pytest.mark.parametrize("sender", [SmtpSender], indirect=True)
@pytest.mark.parametrize(("domain", "temporary"), [("refused.example", False), ("later.example", True)])
def test_a_mailbox_that_does_not_exist_is_a_lasting_fault(sender, domain, temporary):
    with pytest.raises(AdapterFailure) as failure:
        sender.send(outgoing(sender, to=f"x@{domain}"))

    assert failure.value.temporary is temporary


@pytest.mark.parametrize("sender", [SmtpSender], indirect=True)
def test_the_mail_arrives_as_it_was_written(sender, sinks):
    message = outgoing(sender)
    sender.send(message)

    kept = [m for m in mailbox.Maildir(sinks["folder"] / "mail") if message.id in m["Message-ID"]]
    assert len(kept) == 1
    assert kept[0].get_payload(decode=True).decode().strip() == "Mèsi an chay"
    assert kept[0]["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize("sender", [SmtpSender], indirect=True)
class TestConnections:
    @pytest.fixture
    def opened(self, sender, monkeypatch):
        """Every connection that was opened, in order."""
        connect, found = sender._connect, []
        monkeypatch.setattr(sender, "_connect", lambda *more: found.append(connect(*more)) or found[-1])
        return found

    def test_are_used_again(self, sender, opened):
        assert sender.send(outgoing(sender)) != sender.send(outgoing(sender))
        assert len(opened) == 1

    def test_one_that_the_server_closed_costs_no_mail(self, sender, opened, sinks):
        sender.send(outgoing(sender))
        opened[0].sock.shutdown(socket.SHUT_RDWR)
        message = outgoing(sender)
        sender.send(message)

        assert len(opened) == 2
        assert [m["Message-ID"] for m in mailbox.Maildir(sinks["folder"] / "mail")].count(
            sender._compose(message)["Message-ID"]
        ) == 1

    def test_one_on_which_something_went_wrong_is_not_used_again(self, sender, opened):
        with pytest.raises(AdapterFailure):
            sender.send(outgoing(sender, to="x@refused.example"))
        sender.send(outgoing(sender))

        assert len(opened) == 2

    def test_none_carries_more_mails_than_servers_take(self, sender, opened, monkeypatch):
        monkeypatch.setattr(smtp, "MOST_MAILS", 2)
        for _ in range(3):
            sender.send(outgoing(sender))

        assert len(opened) == 2


class Breaking:
    """A mail server whose connection breaks at a word of the protocol (RFC 5321)."""

    def __init__(self, word):
        setattr(self, f"handle_{word}", self._break)

    async def _break(self, server, *more):
        server.transport.abort()
        return "250 OK"


@pytest.mark.parametrize("sender", [SmtpSender], indirect=True)
@pytest.mark.parametrize(("word", "is_unsure"), [("MAIL", False), ("RCPT", False), ("DATA", True)])
def test_a_mail_that_was_given_and_not_answered_may_have_arrived(sender, settings, word, is_unsure):
    server = Controller(Breaking(word), hostname="127.0.0.1", port=free_port())
    server.start()
    settings.DIGIGOV_SMTP = {**settings.DIGIGOV_SMTP, "port": server.port}
    try:
        with pytest.raises(AdapterFailure) as failure:
            sender.send(outgoing(sender))
    finally:
        server.stop()

    assert (isinstance(failure.value, CutOff), failure.value.temporary) == (is_unsure, not is_unsure)


@pytest.mark.parametrize("sender", [HttpSms], indirect=True)
def test_a_repeated_text_is_one_text(sender, sinks):
    message = outgoing(sender)

    assert sender.send(message) == sender.send(message)
    assert json.loads((sinks["folder"] / "sms" / f"{message.id}.json").read_text())["text"] == "Mèsi an chay"


@pytest.mark.parametrize("sender", [HttpSms], indirect=True)
def test_a_wrong_key_is_a_lasting_fault(sender, settings):
    settings.DIGIGOV_SMS = {**settings.DIGIGOV_SMS, "key": "wrong"}

    with pytest.raises(AdapterFailure) as failure:
        sender.send(outgoing(sender))

    assert not failure.value.temporary


class TestReadReceipt:
    at = datetime(2026, 11, 23, 13, tzinfo=UTC)
    body = b'{"id": "abc", "state": "delivered"}'

    def read(self, settings, **changes):
        settings.DIGIGOV_SMS = {"key": KEY}
        stamp = changes.pop("timestamp", str(int(self.at.timestamp())))
        body = changes.pop("body", self.body)
        signature = changes.pop("signature", sign(KEY, stamp, body))
        return read_receipt(body=body, timestamp=stamp, signature=signature, at=changes.pop("at", self.at))

    def test_a_genuine_one_is_read(self, settings):
        assert self.read(settings).state == "delivered"

    @pytest.mark.parametrize(
        "changes",
        [
            {"signature": "0" * 64},
            {"signature": ""},
            {"signature": sign("other", "1", body)},
            {"at": at + timedelta(minutes=6)},
            {"body": b"[]"},
            {"body": b'{"id": "abc", "state": "eaten"}'},
            {"body": b"\xff"},
            {"timestamp": "tomorrow"},
            {"timestamp": "9" * 30},
        ],
    )
    def test_a_forged_old_or_broken_one_is_refused(self, settings, changes):
        with pytest.raises(NotAllowed):
            self.read(settings, **changes)
