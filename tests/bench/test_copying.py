"""
Cases copied in bulk for the bench are the rows that the commands write: a copy of one walk equals another walk of the same
example by another person, row by row and cell by cell, but for what must differ.
"""

import re
from collections import Counter

import pytest
from django.db import connection

from digigov.kernel.clock import now
from digigov.rehearsal.island import images
from digigov.rehearsal.island.copying import REFERENCE, Someone, Template
from digigov.rehearsal.island.filling import examples, numbers_here
from digigov.rehearsal.island.photographs import Office, Photographed, make_prototype, words_of_prototype

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
MOMENT = re.compile(r"20\d\d-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?(\+00(:00)?|Z)?")
SECRETS = re.compile(r"ses_\w+|line_\d+|provider-\w+|\b[0-9a-f]{64}\b|\b[0-9A-Z]{4}-?[0-9A-Z]{4}\b")
COUNTED = {"payments_receipt": ("number",), "appointments_appointment": ("lane",), "documents_file": ("size",)}
SENDER = "digigov.modules.notifications.testing.FakeSender"
SAMPLE = ("police-certificate-of-character/examples/plain", "drivers-licence-renewal/examples/refused")


def without_what_differs(image, begun):
    """The rows with ids, numbers and names as signs; a moment of the walk itself as “now”, every other as it is."""
    signs = {}

    def sign(match):
        return signs.setdefault(match[0], "an id")

    def moment(match):
        return "now" if match[0].replace("T", " ")[:19] >= begun else match[0]

    words = re.compile("|".join(map(re.escape, image.own_words)))
    found = {}
    for table, rows in image.rows.items():
        plain, counted = [], [c.name in COUNTED.get(table, ()) for c in images.columns_of(table)]
        for row in rows:
            text = "\t".join("counted" if is_counted else cell for cell, is_counted in zip(row, counted, strict=True))
            for pattern, put in ((words, "somebody"), (ID, sign), (REFERENCE, "a number"), (SECRETS, "a secret")):
                text = pattern.sub(put, text)
            plain.append(MOMENT.sub(moment, text))
        found[table] = Counter(plain)
    return found


@pytest.mark.parametrize("name", SAMPLE)
def test_a_copy_is_what_the_commands_write(country, gateway, settings, name):
    (path,) = [path for path in examples() if name in str(path)]
    settings.DIGIGOV_ADAPTERS = {**settings.DIGIGOV_ADAPTERS, "email": SENDER, "sms": SENDER}
    begun, since = now().strftime("%Y-%m-%d %H:%M:%S"), now().isoformat()
    office = Office()
    first = Photographed(path, gateway, office, 1)
    first.walk()
    all_at_once = Template(images.take(party=first.party, since=since, own_words=first.words), {})
    second = Photographed(path, gateway, office, 2)
    second.walk()
    third = make_prototype(3)

    words = dict(zip(words_of_prototype(1), words_of_prototype(3), strict=True))
    images.write(
        {t: [rows] for t, rows in all_at_once.copy(Someone(third, words), weeks=0, numbers=numbers_here()).items()}
    )

    copied = images.take(party=third, since=since, own_words=words_of_prototype(3))
    walked = images.take(party=second.party, since=since, own_words=words_of_prototype(2))
    assert {t: len(rows) for t, rows in copied.rows.items()} == {t: len(rows) for t, rows in walked.rows.items()}
    one, other = without_what_differs(copied, begun), without_what_differs(walked, begun)
    assert {t: (one[t] - other[t], other[t] - one[t]) for t in one if one[t] != other[t]} == {}


def test_no_table_of_a_case_is_forgotten(country, gateway):
    """Whatever grows while an example is walked is copied, or is named among what belongs to nobody's case."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
    before = images.counted(tables)
    office = Office()
    for number, path in enumerate(path for path in examples() if path.stem == "plain"):
        Photographed(path, gateway, office, number).walk()

    grown = {table for table, count in images.counted(tables).items() if count > before[table]}

    assert grown - set(images.NOT_OF_A_CASE) <= set(images.TABLES)
