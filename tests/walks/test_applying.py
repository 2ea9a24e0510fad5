"""Every worked example of every service is handed in by plain HTTP, in both languages, and shows the pages it promises."""

import pytest
from django.conf import settings

from digigov.kernel.clock import now
from digigov.modules.assurance.testing import make_proved
from digigov.modules.catalog import queries as catalog
from digigov.modules.forms import queries as forms
from digigov.modules.identity.testing import make_account, sign_in
from digigov.modules.parties.testing import make_person
from digigov.rehearsal.walks.citizen import Citizen, able_to_sign
from digigov.rehearsal.walks.worked import worked

EXAMPLES = sorted((settings.PACK / "services").glob("*/*/examples/*.yaml"))
LANGUAGES = ["en", "acf"]


def name_of(path):
    return f"{path.parts[-3]}-{path.stem}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", EXAMPLES, ids=name_of)
def test_an_example_is_handed_in(country, client, path, language):
    example, service = worked(path), path.parts[-3]
    form = forms.get_form(service, catalog.get_service(service).version)
    party_id, digits = make_person(), ""
    account_id = make_account(party_id=party_id)
    if catalog.get_service(service).definition.signature:
        digits = able_to_sign(account_id, party_id)
    else:
        make_proved(party_id, at=now())
    sign_in(client, account_id)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    citizen = Citizen(client, language=language, digits=digits)

    check = citizen.fill_in(service, form, example["answers"])

    assert citizen.pages == example["expect"]["pages"]
    if example["expect"]["outcome"] == "not-eligible":
        assert "/not-for-you/" in check
    else:
        assert citizen.hand_in(check, form)
