"""What the page of a case shows beside what others tell it."""

from types import SimpleNamespace

import pytest
from django.apps import apps

from digigov.kernel.ids import new_id
from digigov.kernel.paging import Page
from digigov.modules.documents import queries as documents
from digigov.modules.documents.testing import make_file
from digigov.modules.forms.testing import make_form, make_page, make_question
from digigov.sites.desk import showing


@pytest.mark.django_db
def test_a_file_that_an_answer_names_is_known_whichever_page_of_the_evidence_is_open():
    case_id, files = new_id(), [make_file(name="first.jpg"), make_file(name="second.jpg")]
    stranger = make_file(name="of another case.jpg")
    apps.get_model("documents", "File").objects.filter(id__in=files).update(case_id=case_id)
    form = make_form(make_page("proof", make_question("proof", type="file")))
    case = SimpleNamespace(id=case_id, facts={"answers": {"proof": [str(files[0]), str(stranger)]}})
    first, second = (documents.list_files_of_case(case_id=case_id, page=Page(number, 1)) for number in (1, 2))

    assert [each.name for each in second] == ["second.jpg"]
    assert [each.name for each in showing._named_elsewhere(case, form, second)] == ["first.jpg"]
    assert showing._named_elsewhere(case, form, first) == ()
