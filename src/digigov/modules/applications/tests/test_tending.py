from datetime import timedelta

import pytest

from digigov.kernel.clock import now
from digigov.modules.applications import commands
from digigov.modules.applications.commands import tending
from digigov.modules.applications.models import Draft
from digigov.modules.applications.testing import AT, make_citizen
from digigov.modules.catalog.testing import make_service
from digigov.modules.documents import queries as documents
from digigov.modules.documents.testing import make_file

pytestmark = pytest.mark.django_db
FORM = {
    "pages": [
        {
            "id": "photo",
            "title": "Photo",
            "questions": [{"id": "photo", "type": "file", "label": "Photo"}],
        },
    ]
}


def test_forgets_what_no_living_draft_holds_after_a_week():
    make_service("photo-service", form=FORM)
    citizen = make_citizen()
    held, thrown_away = make_file(by=citizen), make_file(by=citizen)
    draft_id = commands.start_draft(by=citizen, at=AT, service="photo-service", language="en")
    Draft.objects.filter(id=draft_id).update(answers={"photo": [str(held)]})

    assert tending.sweep_files(at=now()) == 0, "they are young"
    assert tending.sweep_files(at=now() + timedelta(days=8)) == 1

    assert [file.id for file in documents.list_files(viewer=citizen, file_ids=[held, thrown_away])] == [held]
    Draft.objects.all().delete()
    assert tending.sweep_files(at=now() + timedelta(days=8)) == 1
