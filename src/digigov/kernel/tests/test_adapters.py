"""How the parts are: asked side by side, so that one that hangs holds up neither the others nor the page."""

import threading

import pytest

from digigov.kernel import adapters
from digigov.kernel.adapters import Health, check_all
from digigov.kernel.errors import AdapterFailure


class Answers:
    def __init__(self, *, ok=True, rehearsal_only=False):
        self.health = Health(ok, "said so", rehearsal_only)

    def check(self):
        return self.health


class Fails:
    def __init__(self, error):
        self.error = error

    def check(self):
        raise self.error


@pytest.fixture
def parts(monkeypatch, settings):
    """Put these parts into their slots."""

    def put(**made):
        settings.DIGIGOV_ADAPTERS = {slot: slot for slot in made}
        monkeypatch.setattr(adapters, "adapter", made.__getitem__)

    return put


@pytest.fixture
def hanging():
    """A part that answers nothing until the test is over."""
    over = threading.Event()

    class Hangs:
        def check(self):
            over.wait(60)
            return Health(True, "too late")

    yield Hangs()
    over.set()


def test_those_that_hang_are_not_waited_for(parts, hanging, monkeypatch):
    monkeypatch.setattr(adapters, "SECONDS_TO_ANSWER", 0.2)
    parts(a=hanging, b=Answers(), c=hanging)

    found = check_all()

    silent = Health(False, "no answer within 0.2 seconds")
    assert found == {"a": silent, "b": Health(True, "said so"), "c": silent}


def test_a_part_that_fails_says_why_and_one_that_breaks_what_broke(parts):
    parts(a=Fails(AdapterFailure("the line is dead", temporary=True)), b=Fails(KeyError("x")), c=Answers(ok=False))

    assert check_all() == {
        "a": Health(False, "the line is dead"),
        "b": Health(False, "could not be asked: KeyError"),
        "c": Health(False, "said so"),
    }


@pytest.mark.parametrize(("rehearsal", "ok"), [(True, True), (False, False)])
def test_what_belongs_in_a_rehearsal_is_not_well_anywhere_else(parts, settings, rehearsal, ok):
    settings.REHEARSAL = rehearsal
    parts(a=Answers(rehearsal_only=True))

    found = check_all()["a"]

    assert found.ok == ok
    assert ("only for rehearsals" in found.detail) == (not rehearsal)
