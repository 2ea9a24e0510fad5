"""A paper's pages as pictures: what you see is what you sign."""

import re

import pytest
import typst

from digigov.modules.documents.queries import DrawingBusy
from digigov.modules.signatures.testing.people import make_signer
from digigov.modules.signing.testing import make_envelope
from digigov.sites import limits
from digigov.sites.account.seen import SEEN
from digigov.sites.account.tests.test_signing import _messages as _messages
from digigov.sites.account.tests.test_signing import address, confirmed, text_of, visit, with_app

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def paper():
    return typst.compile(b"#set page(width: 200pt, height: 100pt)\nI lend a boat\n#pagebreak()\nand want it back")


def picture(client, envelope_id, number):
    return client.get(address("signing-page", envelope_id=envelope_id, number=number))


class TestPages:
    def test_each_is_shown_with_its_text_and_leads_to_the_next(self, paper):
        ada = make_signer()
        client, envelope_id = visit(ada), make_envelope(ada, pdf=paper)

        first = client.get(address("signing-envelope", envelope_id=envelope_id))
        second = client.get(address("signing-envelope", envelope_id=envelope_id), {"page": "2"})

        assert 'alt="Page 1 of 2. Its text follows below."' in first.content.decode()
        assert "I lend a boat" in text_of(first) and "Next page" in text_of(first)
        assert "and want it back" in text_of(second) and "Next page" not in text_of(second)
        shown = picture(client, envelope_id, 1)
        assert (shown["Content-Type"], shown.content[:4]) == ("image/png", b"\x89PNG")
        assert "no-store" in shown["Cache-Control"]

    def test_whoever_saw_every_page_has_seen_the_paper_and_may_sign(self, paper):
        ada = make_signer()
        digits = with_app(ada)
        client, envelope_id = visit(ada), make_envelope(ada, pdf=paper)
        page = client.get(address("signing-envelope", envelope_id=envelope_id)).content.decode()
        digest = re.search(r'name="sha256" value="([0-9a-f]{64})"', page)[1]

        picture(client, envelope_id, 1)
        assert SEEN not in client.session
        early = client.post(address("signing-envelope", envelope_id=envelope_id), confirmed(digest, digits))
        assert "Look at every page" in text_of(early)

        picture(client, envelope_id, 2)
        assert client.session[SEEN] == [digest]

    def test_pages_of_one_paper_do_not_count_for_another(self, paper):
        ada = make_signer()
        client = visit(ada)
        one, other = (make_envelope(ada, pdf=each) for each in (paper, typst.compile(b"A\n#pagebreak()\nB")))

        picture(client, one, 1)
        picture(client, other, 2)

        assert SEEN not in client.session

    def test_nobody_else_is_sent_any(self, paper):
        envelope_id = make_envelope(make_signer(), pdf=paper)

        assert picture(visit(make_signer()), envelope_id, 1).status_code == 404

    @pytest.mark.parametrize("number", [0, 3, 10**30])
    def test_a_page_that_there_is_not(self, paper, number):
        ada = make_signer()

        assert picture(visit(ada), make_envelope(ada, pdf=paper), number).status_code == 404

    def test_what_cannot_be_drawn_can_be_opened(self, monkeypatch):
        monkeypatch.setattr("digigov.modules.documents.queries.draw_apart", lambda *_pdf, **_how: None)
        ada = make_signer()

        said = text_of(visit(ada).get(address("signing-envelope", envelope_id=make_envelope(ada))))

        assert "cannot be shown here as a picture" in said and "Open the paper and read it" in said

    def test_who_looks_at_too_many_is_told_so_and_can_still_open_the_paper(self, paper, monkeypatch):
        monkeypatch.setattr(limits, "LIMITS", (limits.Limit("look-at-page", "account", 1, 600),))
        ada = make_signer()
        client, envelope_id = visit(ada), make_envelope(ada, pdf=paper)

        assert picture(client, envelope_id, 1).status_code == 200
        assert picture(client, envelope_id, 2).status_code == 429
        page = client.get(address("signing-envelope", envelope_id=envelope_id))
        assert page.status_code == 200 and "cannot be shown here as a picture" in text_of(page)

    def test_when_too_many_are_drawn_at_once_the_paper_can_be_opened(self, paper, monkeypatch):
        def busy(*_pdf, **_how):
            raise DrawingBusy

        monkeypatch.setattr("digigov.modules.documents.queries.draw_apart", busy)
        ada = make_signer()
        client, envelope_id = visit(ada), make_envelope(ada, pdf=paper)

        refused = picture(client, envelope_id, 1)
        assert (refused.status_code, refused["Retry-After"]) == (503, "30")
        assert "Open the paper and read it" in text_of(client.get(address("signing-envelope", envelope_id=envelope_id)))

    def test_of_a_very_long_paper_the_first_pages_are_shown_and_it_is_said(self, paper, monkeypatch):
        monkeypatch.setattr("digigov.sites.account.signing.MOST_PAGES", 1)
        ada = make_signer()

        said = text_of(visit(ada).get(address("signing-envelope", envelope_id=make_envelope(ada, pdf=paper))))

        assert "Only the first 1 pages are shown here" in said and "Next page" not in said
