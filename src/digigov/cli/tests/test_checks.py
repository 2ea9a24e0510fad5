import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from digigov.cli import checks, releases
from digigov.kernel.adapters import Health
from digigov.kernel.clock import now
from digigov.kernel.queue import later

pytestmark = pytest.mark.django_db


def found(look):
    return list(look(now()))


def test_the_restricted_role_is_right():
    assert [finding.ok for finding in found(checks.roles)] == [True]


def test_a_mighty_role_is_not(monkeypatch):
    monkeypatch.setattr(checks, "FORBIDDEN", ("SELECT",))  # as if the role were allowed what it must not do

    (finding,) = found(checks.roles)
    assert not finding.ok
    assert "SELECT the audit trail" in finding.sentence


def test_all_migrations_are_applied_and_a_missing_one_is_named(monkeypatch):
    assert [finding.ok for finding in found(checks.migrations)] == [True]

    class Behind:
        def __init__(self, connection):
            self.loader = self.graph = self

        def leaf_nodes(self):
            return []

        def migration_plan(self, leaves):
            return [(type("M", (), {"app_label": "audit", "name": "0003_more"}), False)]

    monkeypatch.setattr(checks, "MigrationExecutor", Behind)
    (finding,) = found(checks.migrations)
    assert not finding.ok
    assert "audit 0003_more" in finding.sentence


def test_a_database_that_a_newer_release_has_changed_is_named(monkeypatch):
    class Ahead(MigrationLoader):
        def build_graph(self):
            super().build_graph()
            self.applied_migrations |= {("audit", "0999_of_tomorrow"): None, ("of_others", "0999"): None}

    monkeypatch.setattr(releases, "MigrationLoader", Ahead)

    (finding,) = found(checks.migrations)
    assert not finding.ok
    assert "this database: audit 0999_of_tomorrow. Run" in finding.sentence


def test_an_adapter_that_is_down_is_a_finding_beside_the_others(monkeypatch):
    known = {"a": Health(False, "no answer from the gateway"), "b": Health(True, "fine")}
    monkeypatch.setattr(checks, "check_all", lambda: known)

    assert [(f.name, f.ok, f.sentence) for f in found(checks.adapters)] == [
        ("adapter a", False, "no answer from the gateway"),
        ("adapter b", True, "fine"),
    ]


def test_jobs_given_up_or_waiting_long_are_findings():
    later("deliver_event", event="none", to="nobody", body={})
    assert all(finding.ok for finding in found(checks.queues))

    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = now() - interval '1 hour'")
    assert not found(checks.queues)[0].ok

    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed'")
    assert "1 given up" in found(checks.queues)[0].sentence
    assert not found(checks.queues)[0].ok


def test_a_worker_that_is_silent_is_a_finding():
    assert [finding.ok for finding in found(checks.worker)] == [False]


def test_a_check_that_breaks_is_a_finding(monkeypatch):
    def broken(at):
        raise ValueError("oh")
        yield

    monkeypatch.setattr(checks, "CHECKS", (broken, checks.disk))

    assert [finding.ok for finding in checks.all_findings(now())] == [False, True]


def test_a_damaged_catalogue_is_named_with_its_line(monkeypatch, tmp_path):
    damaged = tmp_path / "acf.po"
    monkeypatch.setattr(checks.catalogue, "sources", lambda: {"acf": damaged})
    damaged.write_text('msgid "Name"\nmsgstr "Non"\n', encoding="utf-8")
    assert [(each.name, each.ok) for each in found(checks.languages)] == [("language acf", True)]

    damaged.write_text('msgid "Name"\nmsgstr "Non"\n\nmsgid Fee\n', encoding="utf-8")

    (finding,) = found(checks.languages)
    assert not finding.ok
    assert finding.sentence.startswith("acf.po, line 4: ")
    assert finding.sentence.endswith("shows in English.")
