"""What two images of the same story have in common, cell by cell: everything but ids, codes, seals and numbers that are only counted."""

import re
from collections import Counter
from itertools import zip_longest
from os.path import commonprefix

from digigov.rehearsal.island import images
from digigov.rehearsal.island.copying import REFERENCE, own_ids

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
CODE = re.compile(r"\b[0-9A-Z]{4}-?[0-9A-Z]{4}\b")
SEALED = re.compile(r"\b[0-9a-f]{64}\b")
SESSION = re.compile(r"ses_\w+|line_\d+")
COUNTED = {"payments_receipt": ("number",), "appointments_appointment": ("lane",), "documents_file": ("size",)}


def plain(image):
    """
    The rows as tuples, with a sign for what must differ. An id of the case's own has the number of its first appearance, so that
    rows that belong together still do; those of officers, templates and workflows stay, and so does every day and moment.
    """
    own = own_ids(image) | {str(image.party)}
    signs = {str(image.party): "the person"}
    words = re.compile("|".join(map(re.escape, image.own_words)))

    def sign(match):
        if match[0] not in own:
            return match[0] if match[0][14] == "7" else "a key"
        return signs.setdefault(match[0], f"id {len(signs)}")

    def reference(match):
        return signs.setdefault(match[0], f"{match[0][:3]} number {len(signs)}")

    found = {}
    for table, rows in image.rows.items():
        names = [column.name for column in images.columns_of(table)]
        counted = {names.index(name) for name in COUNTED.get(table, ())}
        found[table] = []
        for row in rows:
            cells = ["counted" if place in counted else cell for place, cell in enumerate(row)]
            for pattern, put in ((words, "somebody"), (ID, sign), (REFERENCE, reference), (SEALED, "sealed"),
                                 (SESSION, "session"), (CODE, "code")):  # fmt: skip
                cells = [pattern.sub(put, cell) for cell in cells]
            found[table].append(tuple(_as_drawn(table, names, cells)))
    return found


def _as_drawn(table, names, cells):
    """A copy's paper has no content until somebody first opens it; where a digest belongs, it is as good as sealed."""
    for place, cell in enumerate(cells):
        is_digest = table == "documents_file" and names[place] == "sha256"
        yield "sealed" if is_digest and not cell else cell.replace('"sha256": ""', '"sha256": "sealed"')


def differences(one, other):
    """By table, the cells that only one of the two images has: from a little before they part."""
    ours, theirs = plain(one), plain(other)
    return {table: found for table in ours if (found := list(_apart(table, ours[table], theirs.get(table, []))))}


def _apart(table, ours, theirs):
    mine, others = Counter(ours), Counter(theirs)
    names = [column.name for column in images.columns_of(table)]
    left = zip_longest(sorted((mine - others).elements()), sorted((others - mine).elements()))
    for one, other in left:
        if one is None or other is None:
            yield f"only in {'the second' if one is None else 'the first'}: {one or other}"
            continue
        for name, here, there in zip(names, one, other, strict=True):
            if here != there:
                place = max(0, len(commonprefix((here, there))) - 40)
                yield f"{name}: {here[place : place + 120]!r} beside {there[place : place + 120]!r}"
