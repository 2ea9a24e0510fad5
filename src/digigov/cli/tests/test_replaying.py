"""What lies beside the backups of wishes to be erased, and a database that was put back from before them."""

from datetime import timedelta

import pytest
from django.apps import apps

from digigov.cli import checks, keeping, replaying
from digigov.cli.backups import erasures
from digigov.cli.backups.sealing import identities_of, make_identity
from digigov.cli.backups.stores import Folder
from digigov.cli.failures import CliFailure
from digigov.kernel.actor import system
from digigov.kernel.references import next_reference
from digigov.modules.identity.testing import load_messages, make_me
from digigov.modules.privacy import commands
from digigov.modules.privacy.testing import AT, make_note, make_plan, whose_of

Erasure, Account = apps.get_model("privacy", "Erasure"), apps.get_model("identity", "Account")
pytestmark = pytest.mark.django_db
MACHINE = system("test")
LATER = AT + timedelta(days=15)


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    make_plan()
    load_messages()
    settings.DIGIGOV_ERASURE_NOTES = "digigov.cli.backups.erasures.put"
    settings.DIGIGOV_BACKUPS = str(tmp_path / "safe")
    return Folder(tmp_path / "safe")


@pytest.fixture
def key(settings, tmp_path):
    """The list is encrypted; the private key is elsewhere."""
    settings.DIGIGOV_BACKUP = {**settings.DIGIGOV_BACKUP, "recipients": make_identity(tmp_path / "key", at=AT)}
    return identities_of(tmp_path / "key")


@pytest.fixture
def me():
    return make_me()


def ask(me):
    commands.ask_erasure(by=me, at=AT, whose=whose_of(me), closes=True)
    commands.note_erasures(by=MACHINE)
    return Erasure.objects.get(party_id=me.party_id)


def as_restored(**columns):
    """The database of the backup: the wish as it stood then."""
    Erasure.objects.update(version=1, state="waiting", ended_at=None, **columns)


def put_back(place, identities=()):
    return replaying.put_back([place], identities=identities, at=LATER, say=print)


def is_known(me):
    return Account.objects.filter(id=me.account_id).exists()


def test_each_change_has_its_note_and_none_says_who_it_is(place, me):
    email = Account.objects.get(id=me.account_id).email
    ask(me)
    commands.erase_due(by=MACHINE, at=LATER)

    assert commands.note_erasures(by=MACHINE) == 1
    assert commands.note_erasures(by=MACHINE) == 0

    names = place.names("erased/")
    assert [name[44:] for name in names] == ["00001-waiting.json", "00002-done.json"]
    assert email not in "".join((place.path / name).read_text() for name in names)


def test_whoever_was_erased_is_erased_again_and_what_stays_has_its_day(place, me, capsys):
    note = make_note(whose_of(me), reference=next_reference(kind="E", at=AT))
    erasures.write(place, note, recipients=())

    assert put_back(place) == 1
    assert put_back(place) == 0

    assert not is_known(me)
    found = Erasure.objects.get(id=note.id)
    assert (found.state, found.version, found.noted, found.closes) == ("done", 2, 2, True)
    assert "1 people were erased again" in capsys.readouterr().out


def test_whoever_withdrew_since_is_not_erased(place, me):
    commands.withdraw_erasure(by=me, at=AT, erasure_id=ask(me).id)
    commands.note_erasures(by=MACHINE)
    as_restored()

    put_back(place)

    assert commands.erase_due(by=MACHINE, at=LATER) == 0
    assert is_known(me)


def test_what_was_held_up_since_waits_and_says_why_it_cannot_say_why(place, me):
    note = make_note(whose_of(me), state="held", version=2)
    erasures.write(place, note, recipients=())
    put_back(place)

    assert commands.erase_due(by=MACHINE, at=LATER) == 0
    assert "was lost" in Erasure.objects.get(id=note.id).hold_reason


def test_a_wish_that_came_after_the_backup_goes_on(place, me):
    first = make_note(whose_of(me), state="withdrawn", version=2, reference="E26-0000001-3")
    second = make_note(whose_of(me), state="waiting", version=1, reference="E26-0000002-6")
    as_it_was = make_note(whose_of(me), state="waiting", version=1, id=first.id, reference=first.reference)
    commands.put_erasure_back(by=MACHINE, at=AT, note=as_it_was)
    for each in (second, first):
        erasures.write(place, each, recipients=())

    assert put_back(place) == 2

    assert Erasure.objects.get(state="waiting").id == second.id


def test_a_number_that_somebody_was_given_is_not_given_again(place, me):
    number = int(next_reference(kind="E", at=AT)[4:11])
    note = make_note(whose_of(me), reference=f"E26-{number + 3:07}-0")
    commands.put_erasure_back(by=MACHINE, at=AT, note=note)

    assert int(next_reference(kind="E", at=AT)[4:11]) == number + 4


def test_encrypted_it_is_seen_without_the_key_that_the_database_is_behind(place, key, me):
    ask(me)
    commands.erase_due(by=MACHINE, at=LATER)
    commands.note_erasures(by=MACHINE)
    as_restored()

    for shut in (replaying.require_caught_up, lambda say: replaying.catch_up(at=LATER, say=say)):
        with pytest.raises(CliFailure, match="before 1 changes of wishes"):
            shut(say=print)
    with pytest.raises(CliFailure, match="--identity"):
        put_back(place)
    assert not [each for each in place.names("erased/") if b"party" in (place.path / each).read_bytes()]
    assert [each.ok for each in checks.erasures(LATER)] == [False]

    put_back(place, key)

    replaying.require_caught_up(say=print)
    assert [each.ok for each in checks.erasures(LATER)] == [True]


def test_what_needs_no_key_is_put_back_before_the_site_opens(place, me):
    ask(me)
    commands.withdraw_erasure(by=me, at=AT, erasure_id=Erasure.objects.get().id)
    commands.note_erasures(by=MACHINE)
    as_restored()

    replaying.catch_up(at=LATER, say=print)

    assert Erasure.objects.get().state == "withdrawn"


def test_without_a_list_nothing_is_replaced(place):
    with pytest.raises(CliFailure, match="no list of who was erased since .* Nothing was replaced"):
        keeping.replay("", ())


def test_a_list_is_there_although_nobody_asked(place):
    replaying.note_all(str(place.path), at=AT, say=print)

    assert keeping.replay("", ()) == 0


def test_a_backup_brings_back_notes_that_were_lost(place, me):
    ask(me)
    for name in place.names():
        place.remove(name)

    replaying.note_all(str(place.path), at=AT, say=print)

    assert [each.state for each in erasures.newest_in(place).values()] == ["waiting"]


def test_a_place_that_cannot_be_reached_does_not_keep_the_site_shut(settings, place, me, capsys):
    settings.DIGIGOV_BACKUPS = "s3://"

    replaying.require_caught_up(say=print)

    assert "could not be seen" in capsys.readouterr().out


def test_what_is_not_noted_for_an_hour_is_said(place, me):
    commands.ask_erasure(by=me, at=AT, whose=whose_of(me), closes=True)

    assert [each.ok for each in checks.erasures(LATER)] == [False]


@pytest.mark.parametrize("body", ["", "[]", '{"id": 1}', '{"id": "no"}'])
def test_what_is_no_note_is_a_sentence(place, me, body):
    erasures.write(place, make_note(whose_of(me)), recipients=())
    (place.path / place.names("erased/")[0]).write_text(body)

    with pytest.raises(CliFailure, match="no note of an erasure"):
        put_back(place)
    assert is_known(me)


def test_a_note_under_another_name_is_not_believed(place, me):
    erasures.write(place, make_note(whose_of(me)), recipients=())
    path = place.path / place.names("erased/")[0]
    path.rename(path.with_name(path.name.replace("00002", "00009")))

    with pytest.raises(CliFailure, match="not what its name says"):
        put_back(place)
