"""Reads of every kind, by every kind of actor, drawn from a seed: one line of the trail for each, answered or refused."""

import pytest
from django.apps import apps

from digigov.modules.registries.models import Lookup
from digigov.modules.registries.testing import empty_registers, registers_down
from digigov.modules.registries.testing.readers import SECRET, Town, try_out

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    yield Town()
    empty_registers()


def lines(action):
    return apps.get_model("audit", "Entry").objects.filter(action=action)


@pytest.mark.parametrize(
    ("seed", "times"), [(1, 500), pytest.param(2, 10_000, marks=pytest.mark.slow)], ids=["some", "all"]
)
def test_each_read_has_its_line_and_no_more_than_its_fields(town, seed, times):
    counted = try_out(town, seed=seed, times=times, down=registers_down)

    answered = counted["answered"] + counted["kept"]
    assert lines("registries.register-read").count() == answered > 0
    assert lines("registries.read-refused").count() == counted["refused"] > 0
    assert answered + counted["refused"] + counted["silent"] == times
    assert not lines("registries.register-read").filter(details__icontains=SECRET).exists()
    assert not lines("registries.read-refused").filter(details__icontains=SECRET).exists()
    assert (
        Lookup.objects.filter(is_emergency=True).count()
        == lines("registries.register-read").filter(purpose="emergency", actor_kind="officer").count()
    )
