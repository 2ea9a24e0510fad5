import pytest
from django.core.exceptions import ImproperlyConfigured

from digigov.config.database_url import described


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("postgresql://app:p%40ss@db.example.org:5433/digigov", ("digigov", "app", "p@ss", "db.example.org", "5433", {})),
        ("postgres://app@/digigov?host=/run/postgresql", ("digigov", "app", "", "/run/postgresql", "", {})),
        ("postgresql:///x", ("x", "", "", "", "", {})),
        (
            "postgresql://app:p@10.0.0.1:5432,10.0.0.2:5433/digigov?target_session_attrs=read-write&sslmode=require",
            ("digigov", "app", "p", "10.0.0.1,10.0.0.2", "5432,5433", {"target_session_attrs": "read-write", "sslmode": "require"}),
        ),
    ],
)  # fmt: skip
def test_is_read_as_postgresql_reads_it(url, wanted):
    found = described(url)

    assert tuple(found[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")) == wanted


@pytest.mark.parametrize(
    "url", ["mysql://app@/digigov", "postgresql://app:secret@db/digigov?nonsense=1", "", "digigov"]
)
def test_anything_else_is_refused_without_its_password(url):
    with pytest.raises(ImproperlyConfigured, match="must be PostgreSQL") as refused:
        described(url)

    assert "secret" not in str(refused.value)
