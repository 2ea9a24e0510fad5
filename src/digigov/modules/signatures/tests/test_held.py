"""What asn1crypto put together in memory is written out once: it wrote it anew at every level above, four times each."""

from asn1crypto import core

from digigov.modules.signatures.held import settled

DEPTH = 6


class Level(core.Sequence):
    _fields = [("inner", core.Any, {"optional": True}), ("number", core.Integer)]  # noqa: RUF012 - as asn1crypto wants it


def nested():
    found = Level({"number": 0})
    for number in range(1, DEPTH):
        found = Level({"inner": found, "number": number})
    return found


def test_each_part_is_written_once_however_deep_it_stands(monkeypatch):
    written = []
    write = core.Sequence._set_contents
    monkeypatch.setattr(core.Sequence, "_set_contents", lambda self, **how: written.append(1) or write(self, **how))

    as_it_comes, once = nested(), nested()
    written.clear()
    plain = as_it_comes.dump()
    without = len(written)
    written.clear()
    assert settled(once).dump() == plain

    assert len(written) == DEPTH
    assert without > 10 * DEPTH
