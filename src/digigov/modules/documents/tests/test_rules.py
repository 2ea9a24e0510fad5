from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digigov.kernel.references import make_reference
from digigov.modules.documents import rules
from digigov.modules.documents.definitions import ShownFact, Validity


class TestCleanName:
    @pytest.mark.parametrize(
        ("given_name", "kept"),
        [
            ("My passport.PDF", "My passport.pdf"),
            ("../../etc/passwd", "passwd.pdf"),
            ("C:\\Users\\ada\\scan.jpeg", "scan.pdf"),
            ("a\x00b\r\nContent-Type: x.pdf", "abContent-Type x.pdf"),
            ("photo.pdf.exe", "photo.pdf.exe.pdf"),
            ("\u202efdp.exe", "fdp.exe.pdf"),
            ("...", "file.pdf"),
            ("", "file.pdf"),
            ("Kat idantité é.pdf", "Kat idantité é.pdf"),
        ],
    )
    def test_keeps_the_name_and_drops_the_tricks(self, given_name, kept):
        assert rules.clean_name(given_name, "pdf") == kept

    @given(st.text(max_size=300))
    def test_is_always_a_plain_short_name(self, name):
        kept = rules.clean_name(name, "png")

        assert kept.endswith(".png")
        assert len(kept) <= 84
        assert not set(kept) & set('/\\\x00\r\n"<>')


class TestValidUntil:
    @pytest.mark.parametrize(
        ("validity", "issued", "last"),
        [
            (Validity(years=3), date(2026, 11, 22), date(2029, 11, 21)),
            (Validity(years=1), date(2028, 2, 29), date(2029, 2, 28)),
            (Validity(days=180), date(2026, 11, 22), date(2027, 5, 21)),
            (Validity(until=("06-30", "12-31")), date(2026, 11, 22), date(2026, 12, 31)),
            (Validity(until=("06-30",)), date(2026, 11, 22), date(2027, 6, 30)),
            (Validity(until=("06-30",)), date(2026, 6, 30), date(2026, 6, 30)),
            (Validity(until=("02-29",)), date(2026, 11, 22), date(2027, 2, 28)),
            (Validity(), date(2026, 11, 22), None),
        ],
    )
    def test_ends_when_the_law_says(self, validity, issued, last):
        assert rules.valid_until(validity, issued_on=issued, facts={}) == last

    def test_for_as_many_years_as_were_asked_for(self):
        validity = Validity(years=1, years_fact="answers.years")

        assert rules.valid_until(validity, issued_on=date(2026, 1, 1), facts={"answers": {"years": "3"}}) == date(
            2028, 12, 31
        )
        assert rules.valid_until(validity, issued_on=date(2026, 1, 1), facts={}) == date(2026, 12, 31)


class TestPaper:
    @given(
        number=st.integers(0, 99_999_999),
        issued=st.dates(date(2020, 1, 2), date(2100, 1, 1)),
        title=st.text(st.characters(exclude_categories=["C"]), max_size=60),
        holder=st.text(st.characters(exclude_categories=["C"]), max_size=60),
    )
    def test_reads_back_what_was_packed_but_for_what_was_cut(self, number, issued, title, holder):
        reference = make_reference(kind="D", year=26, number=number)
        paper = rules.Paper(reference, issued, None, title, holder)

        again = rules.unpack_paper(rules.pack_paper(paper))

        assert (again.reference, again.issued_on, again.valid_until) == (reference, issued, None)
        assert title.startswith(again.title) and holder.startswith(again.holder)

    def test_fits_a_code_that_a_phone_reads_off_a_card(self):
        paper = rules.Paper("D26-0000123-4", date(2026, 11, 22), date(2027, 5, 21), "é" * 200, "ô" * 200)

        assert len(rules.pack_paper(paper)) <= 76

    @given(st.binary(max_size=100))
    def test_noise_is_no_error(self, noise):
        rules.unpack_paper(noise)

    @given(st.text(max_size=100))
    def test_typed_noise_is_no_error(self, text):
        rules.from_text(text)

    @given(st.binary(max_size=100))
    def test_text_has_one_spelling(self, token):
        assert rules.from_text(rules.as_text(token)) == token
        assert rules.from_text(rules.as_text(token).lower()) == token


class TestInWords:
    @pytest.mark.parametrize(
        ("value", "said"),
        [
            (None, ""),
            (True, "Yes"),
            ("1991-03-14", "14 March 1991"),
            ({"given": "Ada Marie", "family": "Joseph"}, "Ada Marie Joseph"),
            (
                {
                    "line1": "12 Micoud Street",
                    "community": "Castries",
                    "district": "Castries",
                    "postcode": "",
                    "country": "LC",
                },
                "12 Micoud Street, Castries",
            ),
            (
                {"line1": "1 Bay Street", "community": "Bridgetown", "country": "BB"},
                "1 Bay Street, Bridgetown, Barbados",
            ),
            (
                {"district": "Castries", "place": "La Clery", "landmark": "By the field"},
                "La Clery, Castries, By the field",
            ),
            (
                [
                    {"owner": {"given": "A", "family": "B"}, "share": 60},
                    {"owner": {"given": "C", "family": "D"}, "share": 40},
                ],
                "A B, 60; C D, 40",
            ),
            ({"amount": "1250", "currency": "XCD"}, "EC$1,250.00"),
            (["a", "b"], "a, b"),
            (Decimal("1250.5"), "1,250.5"),
            (12, "12"),
        ],
    )
    def test_writes_a_fact_as_people_do(self, value, said):
        assert rules.in_words(value) == said

    def test_takes_the_words_of_the_definition(self):
        assert rules.in_words("travel", {"travel": "Travel abroad"}) == "Travel abroad"


class TestShownFacts:
    NAMES = tuple(
        ShownFact.model_validate({"name": "business", "label": "Name", **each})
        for each in (
            {"fact": "answers.second", "when": {"fact": "findings.check.taken", "is": "second"}},
            {"fact": "answers.first"},
        )
    )

    @pytest.mark.parametrize(("taken", "shown"), [("first", "Bluebird"), ("second", "Redbird"), (None, "Bluebird")])
    def test_of_one_name_the_first_that_holds_is_shown(self, taken, shown):
        facts = {"answers": {"first": "Bluebird", "second": "Redbird"}, "findings": {"check": {"taken": taken}}}

        assert [each["value"] for each in rules.shown_facts(self.NAMES, facts)] == [shown]
