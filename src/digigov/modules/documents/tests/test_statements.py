import json
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
import segno
from django.db import connection
from fido2 import cbor

from digigov.kernel.actor import system
from digigov.kernel.clock import local_date, now
from digigov.modules.documents import commands, papers, queries, rules, statements
from digigov.modules.documents.commands.shredding import destroy_papers
from digigov.modules.documents.models import IssuedDocument, PaperCode, StatusList
from digigov.modules.documents.testing import make_issued, make_template
from digigov.modules.documents.testing.papers import code_on
from digigov.modules.organizations.testing import make_officer, make_organizations

MACHINE = system("documents")
ZONE = ZoneInfo("America/St_Lucia")
ADDRESS = "https://digigov.example"
SHOWS = [
    {"name": "name", "label": "Name", "fact": "answers.full_name"},
    {"name": "born_on", "label": "Date of birth", "fact": "answers.born_on", "in_code": True},
]
INSPECTOR = "inspector"


def said(**more):
    given = {"title": "Certificate", "holder": "Ada Joseph", "facts": (), "issued_on": date(2026, 11, 23)}
    return statements.Said(**{"valid_until": date(2027, 5, 22), "number": 7, **given, **more})


def claims(**more):
    return statements.claims_of(said(**more), address=ADDRESS, zone=ZONE, at=now())


def statement_on(document_id):
    """The claims as a reader finds them."""
    raw = rules.from_text(code_on(document_id).partition("#")[2])
    _, _, payload, _ = cbor.decode(raw[1:])
    return cbor.decode(payload)


def statuses(number=0):
    token = queries.find_status_list(number=number).token
    packed = cbor.decode(cbor.decode(token[1:])[2])[statements.STATUS_LIST]
    return statements.zlib.decompress(packed["lst"])


def status_of(document_id):
    return status_at(number_of(document_id))


def status_at(number):
    return statuses(number // statements.LIST_SIZE)[number // 4] >> (number % 4 * 2) & 3


def number_of(document_id):
    return PaperCode.objects.get(document=document_id).number


def jobs():
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name = 'documents.publish_status_list'")
        return [args for (args,) in cursor.fetchall()]


class TestClaims:
    def test_count_from_the_first_minute_to_the_last_of_the_days_on_the_paper(self):
        found = claims()
        assert found[statements.NOT_BEFORE] == 1795406400  # 23 November 2026, 00:00 in Saint Lucia
        assert found[statements.EXPIRES] == 1811044800  # 23 May 2027, 00:00: the day before still counts

    def test_a_paper_without_an_end_has_none(self):
        assert statements.EXPIRES not in claims(valid_until=None)

    def test_name_the_place_in_a_list_of_its_own_size(self):
        found = claims(number=statements.LIST_SIZE + 5)[statements.STATUS]["status_list"]
        assert found == {"idx": 5, "uri": f"{ADDRESS}/S/1"}

    def test_say_no_more_than_a_telephone_reads(self):
        facts = tuple((f"Label {n} " * 9, "Soufrière " * 9) for n in range(9))
        _title, _holder, *kept = claims(title="T" * 200, holder="é" * 200, facts=facts)[statements.PAPER]
        assert len(kept) == statements.MOST_FACTS
        assert all(len(each.encode()) <= statements.LONGEST for each in (_title, _holder))
        assert _holder.endswith("…")

    def test_the_longest_fits_a_code_that_is_read_off_a_photocopy(self):
        """Version 19 has 93 modules: over a third of a millimetre each where it is printed 34 mm wide with its quiet zone."""
        facts = tuple(("Label " * 9, "Soufrière " * 9) for _ in range(9))
        longest = cbor.encode(claims(title="T" * 200, holder="é" * 200, facts=facts))
        text = rules.as_text(b"\x00" * (len(longest) + 85))
        link = statements.link_of("/V/D26-0000123-4/ABCD2345", text, address="https://digigov.govt.lc")
        made = segno.make([*link.partition("#")], error="m", micro=False, boost_error=False)
        assert made.version <= 19


class TestLists:
    def test_put_each_paper_where_its_code_says(self):
        withdrawn = [(0, "revoked"), (5, "replaced"), (statements.LIST_SIZE - 1, "revoked")]
        found = statements.list_claims(withdrawn, number=0, address=ADDRESS, at=now(), until=now())
        packed = statements.zlib.decompress(found[statements.STATUS_LIST]["lst"])
        assert len(packed) == statements.LIST_SIZE // 4
        assert packed[0] == 0b01
        assert packed[1] == 0b1100
        assert packed[-1] == 0b01000000
        assert sum(bin(each).count("1") for each in packed) == 4


@pytest.mark.django_db
class TestPrintedCode:
    @pytest.fixture(autouse=True)
    def country(self):
        make_organizations()
        make_template(shows=SHOWS)

    def test_says_what_its_definition_puts_there_and_nothing_else(self):
        document_id = make_issued()
        title, holder, *facts = statement_on(document_id)[statements.PAPER]
        assert (title, holder) == ("Certificate of Character", "Ada Joseph")
        assert facts == [["Date of birth", "14 March 1991"]]

    def test_its_path_is_number_and_code_as_they_are_printed(self):
        document_id = make_issued()
        document = IssuedDocument.objects.get(id=document_id)
        assert f"/V/{document.reference}/{document.code}#" in code_on(document_id)

    def test_keeps_its_place_when_it_is_drawn_again(self):
        document_id = make_issued()
        before = number_of(document_id)
        code_on(document_id)
        assert number_of(document_id) == before

    def test_two_papers_have_two_places(self):
        assert PaperCode.objects.filter(document__in=[make_issued(), make_issued()]).count() == 2


@pytest.mark.django_db
class TestPublishStatusLists:
    @pytest.fixture(autouse=True)
    def country(self):
        make_organizations()
        make_template()

    def test_says_which_were_revoked_and_which_replaced(self):
        good, bad = make_issued(), make_issued()
        commands.revoke_document(by=make_officer(role=INSPECTOR), at=now(), document_id=bad, reason="It was wrong")
        old = make_issued()
        new = commands.reissue_document(
            by=make_officer(role=INSPECTOR), at=now(), document_id=old, reason="It was lost"
        )
        commands.make_document(by=MACHINE, at=now(), document_id=new)
        commands.publish_status_lists(by=MACHINE, at=now())
        assert [status_of(each) for each in (good, bad, old, new)] == [
            statements.COUNTS, statements.REVOKED, statements.REPLACED, statements.COUNTS,
        ]  # fmt: skip

    def test_what_nobody_keeps_any_more_is_genuine_no_more(self):
        gone, good = make_issued(), make_issued()
        number = number_of(gone)
        destroy_papers(IssuedDocument.objects.filter(id=gone), None)

        commands.publish_status_lists(by=MACHINE, at=now())

        assert status_at(number) == statements.REVOKED
        assert status_of(good) == statements.COUNTS

    def test_the_first_paper_of_a_list_asks_for_it(self):
        first = make_issued()
        assert [json.loads(each) for each in jobs()] == [{"number": number_of(first) // statements.LIST_SIZE}]

    def test_a_revocation_asks_for_its_list_at_once(self):
        commands.publish_status_lists(by=MACHINE, at=now())
        bad = make_issued()
        assert jobs() == []
        commands.revoke_document(by=make_officer(role=INSPECTOR), at=now(), document_id=bad, reason="It was wrong")
        assert [json.loads(each) for each in jobs()] == [{"number": number_of(bad) // statements.LIST_SIZE}]

    def test_so_does_a_paper_that_takes_anothers_place(self):
        commands.publish_status_lists(by=MACHINE, at=now())
        old = make_issued()
        new = commands.reissue_document(
            by=make_officer(role=INSPECTOR), at=now(), document_id=old, reason="It was lost"
        )
        assert jobs() == []  # the old one counts until the new one is made
        commands.make_document(by=MACHINE, at=now(), document_id=new)
        assert len(jobs()) == 1

    def test_there_is_a_list_before_there_is_a_paper(self):
        commands.publish_status_lists(by=MACHINE, at=now())
        assert queries.list_status_lists() == (statements.list_address(0, address=papers.settings.address()),)

    def test_is_never_followed_by_one_that_says_it_is_older(self):
        at = now()
        commands.publish_status_list(by=MACHINE, at=at, number=0)
        commands.publish_status_list(by=MACHINE, at=at - timedelta(hours=1), number=0)
        row = StatusList.objects.get(number=0)
        assert row.made_at == at
        assert row.expires_at == at + timedelta(days=statements.LIST_DAYS)
        assert local_date(row.expires_at) > local_date(at)
