"""What the sinks keep, they keep whole; on a full disk they ask to come again, as a mail server and an SMS provider would."""

import asyncio
import errno
import json
from types import SimpleNamespace

import pytest

from digigov.rehearsal.sinks import sms
from digigov.rehearsal.sinks.mail import Keep

FULL = OSError(errno.ENOSPC, "No space left on device")


def full(*values, **more):
    raise FULL


def test_mail_on_a_full_disk_may_come_again(tmp_path, monkeypatch):
    keep, envelope = Keep(tmp_path / "mail"), SimpleNamespace(content=b"Subject: x\n\nbody")
    with monkeypatch.context() as disk:
        disk.setattr(keep.box, "add", full)
        assert asyncio.run(keep.handle_DATA(None, None, envelope)).startswith("452")

    assert asyncio.run(keep.handle_DATA(None, None, envelope)).startswith("250")
    assert len(list((tmp_path / "mail" / "new").iterdir())) == 1


def test_a_short_message_that_was_cut_off_is_not_taken_for_kept(tmp_path, monkeypatch):
    path, message = tmp_path / "one.json", {"text": "Your certificate is ready."}
    with monkeypatch.context() as disk, pytest.raises(OSError, match="No space"):
        disk.setattr(json, "dump", full)
        sms._keep(path, message)
    assert list(tmp_path.iterdir()) == []

    assert sms._keep(path, message)
    assert not sms._keep(path, message)
    assert [json.loads(each.read_text()) for each in tmp_path.iterdir()] == [message]
