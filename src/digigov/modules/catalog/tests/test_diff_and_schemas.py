import json
import re
from pathlib import Path

import jsonschema_rs
import pytest
import yaml

from digigov.modules.catalog import queries
from digigov.modules.catalog.testing import SERVICE, TINY, copy_tiny, load_tiny

ROOT = Path(__file__).resolve().parents[5]
SCHEMAS = ROOT / "packs" / "schema"


class AsEditorsRead(yaml.SafeLoader):
    """YAML 1.2, in which on, off, yes and no are words."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - so it is in PyYAML
        first: [(tag, form) for tag, form in forms if tag != "tag:yaml.org,2002:bool"]
        for first, forms in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


AsEditorsRead.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|false"), "tf")


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


def test_an_editor_finds_the_schema_of_every_file_of_a_pack_and_the_file_keeps_it():
    """By another validator than ours: what the editor's would underline."""
    wanted = json.loads((ROOT / ".vscode/settings.json").read_text())["yaml.schemas"]
    matched = {}
    for schema, globs in wanted.items():
        validator = jsonschema_rs.validator_for(json.loads((ROOT / schema).read_text()))
        for path in (each for one in ([globs] if isinstance(globs, str) else globs) for each in ROOT.glob(one)):
            matched.setdefault(path, []).append(schema)
            said = json.loads(json.dumps(yaml.load(path.read_text(), AsEditorsRead), default=str))
            faults = [error.message for error in validator.iter_errors(said)]
            assert faults == [], path

    assert {path: len(schemas) for path, schemas in matched.items()} == dict.fromkeys(
        (ROOT / "packs").rglob("*.yaml"), 1
    )


def test_counts_the_questions_that_government_could_answer(tmp_path):
    root = copy_tiny(tmp_path)
    assert queries.ask_once_budget(root) == {"shop-licence": ("national_id",)}
    form = root / SERVICE / "form.yaml"
    form.write_text(form.read_text().replace("        prefill: {register: people, field: born_on}\n", ""))

    assert queries.ask_once_budget(root) == {"shop-licence": ("national_id", "born_on")}
