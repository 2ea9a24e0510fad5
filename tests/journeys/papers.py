"""Papers for those who check them with no network: given out in the running window, and everything that a forger would try."""

import json

MADE = """
import json, os
from datetime import timedelta
from digigov.kernel.actor import system
from digigov.kernel.clock import local_zone, now
from digigov.modules.documents import commands, papers, rules, statements
from digigov.modules.documents.models import IssuedDocument, PaperCode, StatusList
from digigov.modules.documents.testing import FACTS, make_issued, make_template
from digigov.modules.documents.testing.papers import code_on, scanned_before_december
from digigov.modules.signatures import commands as signatures
from digigov.modules.signatures.models import Certificate
from digigov.modules.signatures.queries import published_code_keys
from django.conf import settings

machine, at = system("test"), now()
SHOWS = [
    {"name": "name", "label": "Name", "fact": "answers.full_name"},
    {"name": "born_on", "label": "Date of birth", "fact": "answers.born_on", "in_code": True},
]
service = f"paper-{at:%H%M%S%f}"
make_template(service=service, shows=SHOWS)

def issue(**more):
    return make_issued(service=service, **more)

def state(document_id, to):
    IssuedDocument.objects.filter(id=document_id).update(state=to, revoked_at=at if to == "revoked" else None)

def printed(paper):
    return code_on(paper)

genuine, revoked, replaced = issue(), issue(), issue()
state(revoked, "revoked")
state(replaced, "replaced")
expired = issue()
day = at.date() - timedelta(days=200)
IssuedDocument.objects.filter(id=expired).update(issued_on=day, valid_until=day + timedelta(days=180))
codes = {name: printed(paper) for name, paper in (("genuine", genuine), ("revoked", revoked), ("replaced", replaced))}
codes["expired"] = printed(expired)
codes["older"] = settings.ADDRESS + scanned_before_december(genuine)
commands.publish_status_lists(by=machine, at=at)
file = IssuedDocument.objects.select_related("file").get(id=genuine).file
from digigov.modules.documents import blobs
import base64
print("\\n" + json.dumps({
    "codes": codes, "address": settings.ADDRESS, "keys": published_code_keys()["keys"],
    "list": base64.b64encode(bytes(StatusList.objects.get(number=0).token)).decode(),
    "pdf": base64.b64encode(blobs.get(file.sha256)).decode(),
}))
"""

NEW_KEY = """
import json
from digigov.kernel.clock import now
from digigov.modules.documents.models import IssuedDocument, PaperCode
from digigov.modules.documents.testing.papers import code_on
from digigov.modules.signatures.models import Certificate
Certificate.objects.filter(role="code", retired_at=None).update(retired_at=now())
print("\\n" + json.dumps(code_on(PaperCode.objects.order_by("number").first().document_id)))
"""


def make_papers(live):
    """Codes by how their papers stand, the sealed PDF of the genuine one, and what is published to check them with."""
    return json.loads(live.python(MADE).splitlines()[-1])


def code_of_another_key(live):
    """A genuine code signed after the page was last brought up to date, by the next key."""
    return json.loads(live.python(NEW_KEY).splitlines()[-1])
