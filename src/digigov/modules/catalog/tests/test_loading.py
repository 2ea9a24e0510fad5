from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction

from digigov.kernel.actor import Actor, Grant, system
from digigov.kernel.errors import NotAllowed, NotFound
from digigov.kernel.paging import Page
from digigov.modules.catalog import commands, queries
from digigov.modules.catalog.models import PackEdition, Service, ServiceVersion
from digigov.modules.catalog.testing import SERVICE, TINY, copy_tiny, load_tiny, make_service
from digigov.modules.organizations import queries as organizations

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
LOADER = system("test")


def load(path, by=LOADER):
    return commands.load_pack(by=by, at=AT, path=path)


def change(root, name, old, new):
    file = root / name
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new, 1))


@pytest.mark.django_db
class TestLoadPack:
    def test_publishes_every_service_and_what_they_share(self):
        assert load_tiny() == commands.Loaded((("shop-licence", 1),), (), True)

        assert queries.get_service("shop-licence").definition.name == "Get a shop licence"
        assert queries.get_service("shop-licence").ministry == "trade"
        assert queries.get_pack().country == "Tinyland"
        assert organizations.name_of("shops") == "Department of Shops"

    def test_changes_nothing_the_second_time(self, tmp_path):
        load_tiny()
        root = copy_tiny(tmp_path)
        change(root, f"{SERVICE}/form.yaml", "pages:", "# a comment\npages:")

        assert not load(root).changed_anything
        assert ServiceVersion.objects.count() == PackEdition.objects.count() == 1

    def test_publishes_a_change_as_the_next_version_and_keeps_the_first(self, tmp_path):
        load_tiny()
        root = copy_tiny(tmp_path)
        change(root, f"{SERVICE}/service.yaml", "Get a shop licence", "Apply for a shop licence")

        assert load(root) == commands.Loaded((("shop-licence", 2),), (), False)
        assert queries.get_service("shop-licence").definition.name == "Apply for a shop licence"
        assert queries.get_service("shop-licence", 1).definition.name == "Get a shop licence"

    def test_no_longer_offers_what_left_the_pack_and_offers_it_again_when_it_is_back(self, tmp_path):
        load_tiny()
        root = copy_tiny(tmp_path)
        (root / SERVICE).rename(tmp_path / "away")
        (root / "articles/open-a-shop.yaml").unlink()  # it leads to it

        assert load(root).withdrawn == ("shop-licence",)
        with pytest.raises(NotFound):
            queries.get_service("shop-licence")
        assert queries.get_service("shop-licence", 1).version == 1
        assert load(TINY).published == (("shop-licence", 2),)

    def test_loads_nothing_of_a_pack_with_a_fault(self, tmp_path):
        root = copy_tiny(tmp_path)
        change(root, f"{SERVICE}/workflow.yaml", "role: shop-officer", "role: nobody-known")

        with pytest.raises(commands.PackFaulty) as refusal:
            load(root)

        assert [fault.rule for fault in refusal.value.faults] == ["workflow/role-unknown"]
        assert not Service.objects.exists() and not PackEdition.objects.exists()

    @pytest.mark.parametrize("by", [Actor(), Actor(kind="officer", grants=frozenset({Grant("catalog.see")}))])
    def test_refuses_anyone_who_may_not_publish(self, by):
        with pytest.raises(NotAllowed):
            load(TINY, by=by)

        assert not Service.objects.exists()

    def test_the_application_cannot_change_what_was_published(self):
        load_tiny()
        for sql in ("UPDATE catalog_serviceversion SET version = 9", "DELETE FROM catalog_packedition"):
            with pytest.raises((ProgrammingError, InternalError)), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql)


def test_two_loads_at_once_publish_once(fresh_database):
    def load_and_leave(_number):
        try:
            return load(TINY)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        done = list(pool.map(load_and_leave, range(3)))

    assert sum(each.changed_anything for each in done) == 1
    assert ServiceVersion.objects.count() == 1


@pytest.mark.django_db
class TestQueries:
    def test_lists_what_is_offered_by_what_people_look_for(self):
        load_tiny()
        found = queries.list_services(page=Page(), ministry="trade", life_event="working", audience="citizen")

        assert [card.id for card in found] == ["shop-licence"]
        for nothing in ({"ministry": "health"}, {"life_event": "driving"}, {"audience": "agency"}, {"kind": "permit"}):
            assert list(queries.list_services(page=Page(), **nothing)) == []

    def test_reads_the_current_version_in_one_query(self, django_assert_num_queries):
        load_tiny()
        queries.get_service("shop-licence")
        with django_assert_num_queries(1):
            queries.get_service("shop-licence")

    def test_make_service_publishes_another_one(self):
        made = make_service("corner-shop", described={"name": "Open a corner shop"})

        assert (made.id, made.version, made.definition.name) == ("corner-shop", 1, "Open a corner shop")
