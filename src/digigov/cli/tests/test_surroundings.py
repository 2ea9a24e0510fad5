from digigov.cli.stack import surroundings

GIVEN = {
    "DIGIGOV_VAR": "var/8000",
    "DIGIGOV_DATABASE_URL": "the application's",
    "DIGIGOV_DATABASE_OWNER_URL": "the owner's",
    "DIGIGOV_REGISTERS_FILLER_URL": "the filler's",
    "DIGIGOV_CLOCK_SKEW_WORKER": "-90",
}


def test_a_process_does_not_see_who_may_change_tables():
    seen = surroundings("web", GIVEN)

    assert seen["DIGIGOV_VAR"] == "var/8000"
    assert seen["DIGIGOV_DATABASE_URL"] == "the application's"
    assert not {"the owner's", "the filler's"} & set(seen.values())
    assert (
        surroundings("web", GIVEN, keeps=("DIGIGOV_DATABASE_OWNER_URL",))["DIGIGOV_DATABASE_OWNER_URL"] == "the owner's"
    )


def test_the_clock_of_one_process_goes_wrong():
    assert surroundings("worker", GIVEN)["DIGIGOV_CLOCK_SKEW"] == "-90"
    assert "DIGIGOV_CLOCK_SKEW" not in surroundings("web", GIVEN)
