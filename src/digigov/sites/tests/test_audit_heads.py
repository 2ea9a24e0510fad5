"""The signed heads as open data: an auditor with OpenSSL alone checks what is published."""

import base64
import json
import shutil
import subprocess
from datetime import UTC, date, datetime, timedelta

import pytest
from django.apps import apps

from digigov.kernel.actor import system
from digigov.modules.audit import commands, queries
from digigov.modules.signatures import commands as signatures

AT = datetime(2026, 6, 1, 14, tzinfo=UTC)
YEAR = "/open-data/audit-heads/2026.jsonl"


@pytest.fixture
def published(owner):
    for day in (1, 2, 3):
        commands.record(by=system("test"), at=AT.replace(day=day), action="audit.tried")
        commands.seal_entries(at=AT.replace(day=day), blocks=10, looks=1)
        commands.publish_head(at=AT.replace(day=day))


def lines(client):
    return [json.loads(line) for line in client.get(YEAR).content.decode().splitlines()]


def test_a_line_for_each_day(published, client):
    assert [line["date"] for line in lines(client)] == ["2026-06-01", "2026-06-02", "2026-06-03"]
    index = client.get("/open-data/audit-heads/")
    assert index.json()["years"]["2026"].endswith(YEAR)
    assert "max-age=300" in index["Cache-Control"]
    assert [client.get(f"/open-data/audit-heads/{year}.jsonl").status_code for year in (2025, 0, 10**30)] == [404] * 3
    assert client.get("/open-data/audit-heads/keys/ffffffff.pem").status_code == 404


@pytest.mark.django_db
def test_a_whole_year_is_one_file(client):
    days = [date(2024, 1, 1) + timedelta(days=n) for n in range(366)]
    shared = {
        "block": 1,
        "hash": "a" * 64,
        "entries": 1,
        "statement": "{}",
        "signature": b"x",
        "key": "k",
        "signed_at": AT,
    }
    SignedHead = apps.get_model("audit", "SignedHead")
    SignedHead.objects.bulk_create([SignedHead(day=day, **shared) for day in days])

    assert len(client.get("/open-data/audit-heads/2024.jsonl").content.splitlines()) == 366


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl here")
def test_openssl_alone_tells_genuine_from_altered(published, client, tmp_path):
    line = lines(client)[1]
    (tmp_path / "key.pem").write_bytes(client.get(line["public_key"].removeprefix("http://localhost:8000")).content)
    (tmp_path / "signature").write_bytes(base64.b64decode(line["signature"]))

    def verdict(statement):
        (tmp_path / "statement").write_text(statement)
        check = ["openssl", "dgst", "-sha256", "-verify", "key.pem", "-signature", "signature", "statement"]
        return subprocess.run(check, cwd=tmp_path, capture_output=True, check=False).returncode  # noqa: S603

    assert verdict(line["statement"]) == 0
    assert verdict(line["statement"].replace("2026-06-02", "2026-06-03")) == 1
    assert json.loads(line["statement"]) == {
        "digigov": "audit head 1",
        **{name: line[name] for name in ("date", "block", "head", "entries")},
    }


def test_what_somebody_saved_is_held_against_a_chain_that_was_rewritten_with_its_heads(published, client, owner):
    saved = [queries.from_line(line) for line in lines(client)]
    assert queries.find_fault_of_heads(saved) is None
    owner.execute("UPDATE audit_entry SET office = 'treasury' WHERE action = 'audit.tried'")
    owner.execute("DELETE FROM audit_block WHERE number > 1")
    owner.execute("DELETE FROM audit_signedhead")
    commands.seal_entries(at=AT, blocks=10, looks=1)

    assert queries.find_chain_fault(first=1) is None
    assert queries.find_fault_of_heads(queries.all_heads()) is None
    assert queries.find_fault_of_heads(saved).kind in ("rewritten", "cut")


def test_a_head_of_a_key_that_was_revoked_by_then_counts_no_more(published):
    heads = list(queries.all_heads())
    apps.get_model("signatures", "Certificate").objects.filter(short_id=heads[0].key).update(
        revoked_at=AT.replace(day=2), retired_at=AT.replace(day=2)
    )

    fault = queries.find_fault_of_heads(heads)

    assert (fault.kind, fault.day.day, fault.whole_to) == ("forged", 2, heads[0].block)


@pytest.mark.parametrize("line", [{}, {"statement": "{}"}, {"statement": "{}", "signature": "?", "key": 1}])
def test_what_is_no_head_is_said(line):
    with pytest.raises(ValueError, match="no published head"):
        queries.from_line(line)


@pytest.mark.django_db
def test_nothing_else_is_signed_as_a_statement():
    with pytest.raises(signatures.NotAStatement):
        signatures.sign_statement(by=system("test"), at=AT, statement=b"\x01other", unit="modernisation")
