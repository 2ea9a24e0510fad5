"""Examples are brought to today, so that a walk does not depend on the year in which it is run."""

from datetime import date, timedelta

from digigov.rehearsal.walks.worked import moved


def test_every_date_moves_and_nothing_else():
    example = {
        "born_on": date(1990, 2, 2),
        "starts_on": "2027-01-15",
        "number": "2027-01",
        "parts": [{"on": "2026-12-31"}],
    }

    assert moved(example, timedelta(days=365)) == {
        "born_on": date(1991, 2, 2),
        "starts_on": "2028-01-15",
        "number": "2027-01",
        "parts": [{"on": "2027-12-31"}],
    }
