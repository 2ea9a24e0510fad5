from digigov.kernel.errors import AdapterFailure, NotFound
from digigov.modules.operations.rules import reason_of


def raised_by(function):
    try:
        function()
    except Exception as error:  # noqa: BLE001
        return error


def test_an_adapter_says_it_itself():
    assert reason_of(AdapterFailure("SMTP 451", temporary=True)) == "SMTP 451"


def test_a_refusal_is_its_code():
    assert reason_of(NotFound()) == "not-found"


def test_a_bug_is_its_kind_and_place_and_never_what_it_quotes():
    def bug():
        raise KeyError("marisol@example.org")

    assert reason_of(raised_by(bug)).startswith("KeyError at modules/operations/tests/test_rules.py:")
    assert "marisol" not in reason_of(raised_by(bug))
