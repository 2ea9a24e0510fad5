from datetime import UTC, datetime

import pytest

from digigov.kernel.actor import system
from digigov.modules.catalog import commands, queries
from digigov.modules.catalog.testing import copy_tiny

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)


def scaffold(root, **how):
    wanted = {"service": "dog-licence", "organization": "shops", "role": "shop-officer", **how}
    return commands.scaffold_service(path=root, **wanted)


@pytest.mark.django_db
class TestScaffoldService:
    def test_a_new_service_passes_the_check_and_is_offered_without_a_line_of_python(self, tmp_path):
        root = copy_tiny(tmp_path)
        home = scaffold(root, name="Get a dog licence")

        assert home == root / "services/trade/dog-licence"
        assert queries.check_pack(root) == ()  # its three examples were walked to their ends
        loaded = commands.load_pack(by=system("test"), at=AT, path=root)
        assert ("dog-licence", 1) in loaded.published
        assert queries.get_service("dog-licence").definition.name == "Get a dog licence"

    def test_every_file_names_the_schema_for_editors(self, tmp_path):
        home = scaffold(copy_tiny(tmp_path))
        names = {path.name.removesuffix(".yaml"): path.read_text().splitlines()[0] for path in home.rglob("*.yaml")}

        assert names["form"] == "# yaml-language-server: $schema=../../../../schema/form.json"
        assert names["plain"] == "# yaml-language-server: $schema=../../../../../schema/example.json"
        for line in names.values():
            assert line.rsplit("/", 1)[1] in queries.pack_schemas()

    @pytest.mark.parametrize(
        "wrong",
        [
            {"service": "shop-licence"},
            {"service": "Dog Licence"},
            {"service": "../../etc"},
            {"organization": "kennels"},
            {"role": "dog-catcher"},
        ],
    )
    def test_says_what_to_choose_instead(self, tmp_path, wrong):
        root = copy_tiny(tmp_path)
        before = sorted(root.rglob("*"))
        with pytest.raises(ValueError, match=r"\w"):
            scaffold(root, **wrong)

        assert sorted(root.rglob("*")) == before
