"""The bench of the contact centre's day, short: it finds what it says, and would say so if it did not."""

from bench.workforce import holds, in_words, measure


def test_a_short_run_is_within_three_points_and_a_wrong_prediction_is_not():
    run = measure(days=60, seeds=2)

    assert run["agents"] == 10
    assert run["contacts"] == 1000
    assert holds(run)
    assert "Within three points on every seed: yes" in in_words(run)
    row = run["rows"]["calls, nobody hangs up (Erlang C)"]
    row["farthest"] = 0.031
    assert not holds(run)
    assert "every seed: NO" in in_words(run)
