"""The island's people: the same for the same seed, in believable proportions, and without contradictions."""

from collections import Counter
from datetime import date, timedelta

import pytest

from digigov.rehearsal.island.figures import age, figures, years_before
from digigov.rehearsal.island.population import Population, population
from digigov.rehearsal.registers.people import rows_of

UNTIL = date(2026, 10, 31)


@pytest.fixture(scope="module")
def town() -> Population:
    return population(20_000, 1, until=UNTIL)


class TestSeed:
    def test_the_same_seed_makes_the_same_island(self):
        assert population(300, 7, until=UNTIL) == population(300, 7, until=UNTIL)

    def test_another_seed_makes_another(self):
        one, other = population(300, 7, until=UNTIL), population(300, 8, until=UNTIL)
        assert [each.name for each in one.residents] != [each.name for each in other.residents]

    @pytest.mark.parametrize("people", [0, 1, 2, 7])
    def test_an_island_may_be_tiny(self, people):
        assert len(population(people, 3, until=UNTIL).living()) == people


class TestProportions:
    def test_of_the_dead_nobody_signs_in_or_asks_for_anything(self, town):
        assert town.deaths()
        assert not any(each.has_account or each.email or each.phone for each in town.deaths())

    def test_the_register_of_deaths_knows_the_dead_and_nobody_else(self, town):
        rows = list(rows_of("register-of-deaths", town))
        assert [(row["full_name"]["given"], row["died_on"]) for row in rows] == [
            (each.given, each.died_on) for each in town.deaths()
        ]
        assert all(row["born_on"] <= row["died_on"] <= row["registered_on"] <= UNTIL for row in rows)
        assert len({row["entry_number"] for row in rows}) == len(rows)

    def test_as_many_people_as_asked_for_live_on_the_last_day(self, town):
        assert len(town.living()) == 20_000
        assert all(each.is_alive for each in town.living())
        assert [each.number for each in town.residents] == list(range(len(town.residents)))

    def test_districts_are_as_large_as_at_the_census(self, town):
        rows = figures()["districts"]["rows"]
        total, lived = sum(row["people"] for row in rows), Counter(each.district for each in town.living())
        for row in rows:
            assert lived[row["name"]] / 20_000 == pytest.approx(row["people"] / total, rel=0.12, abs=0.005)

    def test_ages_are_as_the_figures_say(self, town):
        ages = Counter(age(each.born_on, UNTIL) for each in town.living())
        for row in figures()["ages"]["rows"]:
            share = sum(count for years, count in ages.items() if row["from"] <= years <= row["to"]) / 200
            assert share == pytest.approx(row["share"], abs=0.01)

    def test_there_are_a_few_more_women_than_men(self, town):
        women = sum(each.sex == "Female" for each in town.living())
        assert 0.50 < women / 20_000 < 0.53

    def test_households_are_of_two_to_four_on_average(self, town):
        sizes = Counter(each.household for each in town.living())
        assert 2.5 < 20_000 / len(sizes) < 3.5
        assert max(sizes.values()) <= 25

    def test_births_and_deaths_are_as_many_as_in_two_years(self, town):
        assert len(town.births()) / 2 / 20 == pytest.approx(13.4, abs=1.0)
        assert len(town.deaths()) == 304
        assert all(town.begins <= each.died_on <= UNTIL for each in town.deaths() if each.died_on)

    def test_most_grown_ups_have_an_account_and_no_child_has(self, town):
        adults = [each for each in town.living() if age(each.born_on, UNTIL) >= 18]
        assert 0.5 < sum(each.has_account for each in adults) / len(adults) < 0.7
        assert sum(each.has_account for each in town.residents) == sum(each.has_account for each in adults)


class TestConsistency:
    def test_parents_are_older_than_their_children_and_children_come_one_after_the_other(self, town):
        children: dict[int, list[date]] = {}
        for child in town.residents:
            if child.mother is not None:
                mother = town.residents[child.mother]
                assert mother.sex == "Female"
                assert 16 <= age(mother.born_on, child.born_on) <= 45
                children.setdefault(child.mother, []).append(child.born_on)
            if child.father is not None:
                father = town.residents[child.father]
                assert father.sex == "Male"
                assert age(father.born_on, child.born_on) >= 18
        for born in children.values():
            born.sort()
            assert all(later - earlier > timedelta(days=270) for earlier, later in zip(born, born[1:], strict=False))

    def test_partners_are_two_grown_ups_of_one_home_who_are_not_kin(self, town):
        for each in town.residents:
            if each.partner is not None:
                other = town.residents[each.partner]
                assert other.partner == each.number
                assert other.household == each.household
                assert each.mother is None or each.mother not in (other.number, other.mother)

    def test_every_child_lives_with_a_grown_up(self, town):
        looked_after = {each.household for each in town.living() if age(each.born_on, UNTIL) >= 18}
        assert {each.household for each in town.living()} <= looked_after

    def test_one_home_stands_in_one_place(self, town):
        places: dict[int, set[tuple[str, str, str]]] = {}
        for each in town.residents:
            places.setdefault(each.household, set()).add((each.district, each.community, each.line1))
        assert all(len(found) == 1 for found in places.values())

    def test_nobody_drives_before_eighteen(self, town):
        for licence in town.licences:
            assert age(town.residents[licence.holder].born_on, licence.issued_on) >= 18
            assert licence.issued_on < licence.expires_on
            assert licence.issued_on <= UNTIL

    def test_the_dead_and_children_own_nothing_and_are_not_written_to(self, town):
        owners = {each.owner for each in (*town.vehicles, *town.parcels, *town.businesses)}
        owners |= {each.holder for each in (*town.licences, *town.tax_accounts)}
        assert owners
        assert all(
            number < town.people and years_before(UNTIL, 18) >= town.residents[number].born_on for number in owners
        )
        assert not any(each.has_account or each.email or each.phone for each in town.deaths())

    def test_tickets_name_vehicles_that_there_are_and_fall_into_the_years(self, town):
        plates = {each.plate for each in town.vehicles}
        assert all(each.plate in plates and town.begins <= each.offence_on <= UNTIL for each in town.tickets)
        assert {each.state for each in town.tickets} == {"open", "paid", "sent-to-court"}

    def test_exam_candidates_are_eleven_and_alive(self, town):
        for each in town.exams:
            candidate = town.residents[each.candidate]
            assert age(candidate.born_on, date(each.year, 6, 1)) == 11
            assert candidate.died_on is None or candidate.died_on >= date(each.year, 6, 1)
            assert bool(each.school) == (each.score >= 50)

    def test_entries_of_those_who_settled_name_a_foreigner_who_lives_here(self, town):
        settled = [each for each in town.entries if each.resident is not None]
        assert settled
        assert all(town.residents[each.resident].nationality == each.nationality for each in settled if each.resident)
        assert all(each.entered_on <= UNTIL for each in town.entries)

    def test_who_was_born_elsewhere_has_no_birth_entry_here(self, town):
        assert all(bool(each.birth_entry) == (each.nationality == "Saint Lucian") for each in town.residents)
