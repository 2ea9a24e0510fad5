"""Files that cannot be read, and shapes that do not fit."""

from digigov.modules.catalog.tests.defects import HOME, Defect, Link, of_service

form, fees, service, workflow = (of_service(f"{n}.yaml") for n in ("form", "fees", "service", "workflow"))

DEFECTS = [
    form("file/not-yaml", "    title: Your age", "    title: Your age: 17"),
    form("file/tag", "title: Your age", "title: !!python/name:os.system x"),
    form("file/anchor", "title: Your age", "title: &a Your age"),
    form("file/several-documents", "declarations:", "---\ndeclarations:", "---"),
    form("file/duplicate-key", "    title: Your age", "    title: Your age\n    title: Again", "Again"),
    form("file/key-not-text", "    title: Your age", "    [title]: Your age"),
    form("file/not-a-mapping", None, "- one\n- two\n"),
    form("file/too-deep", "    title: Your age", f"    title: {'[' * 40}{']' * 40}"),
    form("file/too-large", "title: Your age", f"title: {'x' * 300_000}", "pages:"),
    Defect("file/unknown", HOME + "from.yaml", None, "pages: []\n"),
    Defect("file/unknown", "services/trade/shop-licence/run.py", None, "import os\n"),
    form("file/not-utf8", "title: Your age", "title: Your \udcffge", "title: Your "),
    Link("file/symlink", "messages/passwords.yaml", None, "/etc/passwd"),
    form("shape/invalid", "maximum: 5}", f"maximum: '{'9' * 5000}'}}", "repeat:"),
    form("shape/unknown-key", "    title: Your age", "    title: Your age\n    titel: Again", "titel"),
    form("shape/missing-key", "        label: Are you 18 or over?\n", "", "id: is_adult"),
    form("shape/wrong-type", "maximum: 5}", "maximum: five}", "maximum: five"),
    form("shape/wrong-type", "        latest: -18 years", "        latest: [today]"),
    form("shape/not-one-of", "type: choice", "type: dropdown"),
    form("shape/bad-name", "id: is_adult", "id: Is-Adult"),
    fees("shape/out-of-range", "percent: 50", "percent: 120", "percent: 120"),
    service("shape/wrong-length", "audience: [citizen, business]", "audience: []"),
    form("shape/bad-condition", "when: {fact: answers.size, is: large}", "when: {fact: answers.size, equals: large}"),
    form("shape/bad-condition", "when: {fact: answers.size, is: large}", "when: {all: []}"),
]
