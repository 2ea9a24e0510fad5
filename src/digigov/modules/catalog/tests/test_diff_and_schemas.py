from pathlib import Path

import pytest

from digigov.modules.catalog import queries
from digigov.modules.catalog.testing import SERVICE, TINY, copy_tiny, load_tiny

SCHEMAS = Path(__file__).resolve().parents[5] / "packs" / "schema"


@pytest.mark.django_db
class TestDiffPack:
    def test_says_nothing_about_what_is_loaded(self):
        load_tiny()

        assert queries.diff_pack(TINY) == {}

    def test_says_in_words_what_would_change(self, tmp_path):
        load_tiny()
        root = copy_tiny(tmp_path)
        for name, old, new in (
            ("form.yaml", "How large is the shop?", "How big is the shop?"),
            ("fees.yaml", "amount: 20", "amount: 25"),
            ("workflow.yaml", "remind_before: 2", "remind_before: 3"),
            ("messages/welcome.yaml", "Welcome to the trade", "Welcome"),
        ):
            file = root / SERVICE / name
            file.write_text(file.read_text().replace(old, new, 1))

        assert queries.diff_pack(root)["shop-licence"] == (  # in the order of the pack's files
            "form › pages › shop › questions › size › label: “How large is the shop?” becomes “How big is the shop?”",
            "fees › fees › licence › rows › 1 › amount: “20” becomes “25”",
            "workflow › steps › pay › missed › remind_before: 2 becomes 3",
            "messages › welcome › subject: “Welcome to the trade” becomes “Welcome”",
        )

    def test_names_what_is_new_and_what_goes(self, tmp_path):
        assert queries.diff_pack(TINY)["shop-licence"] == ("is new",)
        load_tiny()
        root = copy_tiny(tmp_path)
        (root / SERVICE).rename(tmp_path / "away")

        assert queries.diff_pack(root) == {"shop-licence": ("is no longer offered",)}


def test_the_schemas_for_editors_are_current():
    assert {path.name: path.read_text() for path in SCHEMAS.glob("*.json")} == queries.pack_schemas(), (
        "run `digigov pack schema`, and commit"
    )


def test_counts_the_questions_that_a_register_could_answer(tmp_path):
    root = copy_tiny(tmp_path)
    assert queries.ask_once_budget(root) == {"shop-licence": ()}
    form = root / SERVICE / "form.yaml"
    form.write_text(form.read_text().replace("        prefill: {register: people, field: born_on}\n", ""))

    assert queries.ask_once_budget(root) == {"shop-licence": ("born_on",)}
