"""The hub's rules: who is told, and that nothing is missed between looking and waiting."""

import asyncio

from digigov.sites.live.hub import Hub
from digigov.sites.live.listener import Listener


def test_only_who_listens_is_told_and_only_until_they_go():
    hub = Hub()
    one, other = hub.open(), hub.open()
    hub.listen(one, ["talk:1"])
    hub.listen(other, ["talk:2"])
    hub.tell("talk:1", 5)
    hub.close(other)
    hub.tell("talk:2", 6)

    assert (one.take(), other.take(), len(hub)) == ({"talk:1": 5}, {}, 1)


def test_however_much_is_told_to_who_does_not_take_it_one_position_is_kept():
    hub = Hub()
    slow = hub.open()
    hub.listen(slow, ["talk:1"])
    for position in (*range(10_000), 3):
        hub.tell("talk:1", position)

    assert slow.take() == {"talk:1": 9_999}


def test_what_is_told_after_taking_wakes_again():
    async def tried():
        hub = Hub()
        ear = hub.open()
        hub.listen(ear, ["talk:1"])
        hub.tell("talk:1", 1)
        first = await ear.wait(1)
        ear.take()
        silent = await ear.wait(0.01)
        hub.tell("talk:1", 2)
        again = await ear.wait(1)
        ear.take()
        hub.tell_all()
        return first, silent, again, await ear.wait(1)

    assert asyncio.run(tried()) == (True, False, True, True)


def test_moving_to_another_topic_leaves_the_first():
    hub = Hub()
    ear = hub.open()
    hub.listen(ear, ["talk:1"])
    hub.listen(ear, ["talk:2"])
    hub.tell("talk:1", 1)
    hub.tell("talk:2", 2)

    assert ear.take() == {"talk:2": 2}


def test_what_the_database_says_is_understood_whatever_it_is():
    hub = Hub()
    ear = hub.open()
    hub.listen(ear, ["talk:a", "desk:b"])
    listener = Listener(hub, None)
    for channel, payload in (
        ("digigov_talk", "a 7"),
        ("digigov_desk", "b"),
        ("digigov_talk", ""),
        ("digigov_talk", "a x"),
    ):
        listener.hear(channel, payload)

    assert ear.take() == {"talk:a": 7, "desk:b": 0}
