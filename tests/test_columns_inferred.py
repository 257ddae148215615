"""What is inferred is told: groups by their names, and identifiers, which are refused."""

import re
import warnings

import numpy as np
import pandas as pd
import pytest

from gansmote_tf import GANSMOTE, RECIPES, inspect, load_petrography, make_one_hot
from gansmote_tf.columns import Columns
from tests.constructed import one_hot

PETS = one_hot([0, 1, -1, 0, -1, 1], ["has_cat", "has_dog"])


def told(X, groups="auto"):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        columns = Columns(groups).fit(X)
    return columns, [str(each.message) for each in caught if each.category is UserWarning]


class TestGroups:
    def test_one_warning_names_every_group_and_the_way_to_say_otherwise(self):
        X = PETS.join(one_hot([0, 1, 2, 0, 1, 2], ["a_x", "a_y", "a_z"]))
        columns, (text,) = told(X)
        assert "'has' (at most one of 'has_cat', 'has_dog')" in text
        assert "'a' (exactly one of 'a_x', 'a_y', 'a_z')" in text
        assert text in str(columns)
        kinds = {group.name: group.kind for group in columns.groups}
        assert kinds == {"has": "at_most_one", "a": "one_of"}

    def test_what_it_says_to_do_does_it(self):
        _, (text,) = told(PETS)
        ways = [eval(way) for way in re.findall(r"groups=(\{.*?\})", text)]
        kinds = []
        for groups in ways:
            columns, again = told(PETS, groups)
            assert again == []
            kinds.append(columns.groups[0].kind)
        assert kinds == ["any_of", "at_most_one"]

    def test_groups_that_are_not_named_by_the_user_are_still_told(self):
        X = PETS.join(one_hot([0, 1, 2, 0, 1, 2], ["a_x", "a_y", "a_z"]))
        _, (text,) = told(X, {"has": ("any_of", ["has_cat", "has_dog"])})
        assert "'a' (exactly" in text
        assert "'has'" not in text

    @pytest.mark.parametrize("form", ["S({})", "S={}", "S: {}"])
    def test_names_that_set_the_level_off_speak_for_themselves(self, form):
        columns, texts = told(one_hot([0, 1, -1, 0], [form.format("x"), form.format("y")]))
        assert texts == []
        assert columns.groups[0].kind == "at_most_one"
        assert len(str(columns).splitlines()) == 4

    def test_columns_named_alike_that_are_no_group_are_not_told_of(self):
        assert told(PETS.assign(has_cat=1, has_dog=[0, 1] * 3))[1] == []

    def test_many_are_counted(self):
        X = pd.concat([one_hot([0, 1] * 8, [f"q{n}_x", f"q{n}_y"]) for n in range(7)], axis=1)
        assert "and 2 more;" in told(X)[1][0]

    def test_the_papers_table_and_made_up_ones_are_silent(self):
        for X, _ in (load_petrography(), make_one_hot(n_samples=60, random_state=0)):
            assert told(X)[1] == []

    def test_a_sampler_tells_it_once_per_fit(self):
        sampler = GANSMOTE(recipe=RECIPES["default"].scaled(5), random_state=0)
        with pytest.warns(UserWarning, match="named alike") as caught:
            sampler.fit_resample(PETS, [0, 0, 0, 0, 1, 1])
        assert sum("named alike" in str(each.message) for each in caught) == 1
        with warnings.catch_warnings():
            warnings.simplefilter("error", UserWarning)
            sampler.sample(3, label=1)

    def test_inspect_has_it_among_its_cautions(self):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            found = inspect(PETS, [0, 1] * 3, folds=2)
        assert sum("named alike" in caution for caution in found.cautions) == 1


class TestIdentifiers:
    def test_are_refused_with_counts_and_ways_out(self):
        X = pd.DataFrame({"name": [f"n{place}" for place in range(10_000)], "n": range(10_000)})
        message = r"'name'.*10000 levels in 10000 rows.*drop it, merge.*groups=\{'name': \('one_of'"
        with pytest.raises(ValueError, match=message):
            GANSMOTE(random_state=0).fit_resample(X, [0] * 6000 + [1] * 4000)

    def test_of_a_small_table_are_categories(self):
        X = pd.DataFrame({"name": list("abcdefghijkl")})
        assert Columns().fit(X).width == 12

    @pytest.mark.parametrize(("rows", "levels", "read"), [(120, 61, False), (120, 60, True)])
    def test_the_limit_is_half_the_rows(self, rows, levels, read):
        X = pd.DataFrame({"c": np.arange(rows) % levels}, dtype="category")
        if read:
            assert Columns().fit(X).width == levels
        else:
            with pytest.raises(ValueError, match="61 levels in 120 rows"):
                Columns().fit(X)

    def test_who_names_the_column_gets_it(self):
        X = pd.DataFrame({"name": [f"n{place}" for place in range(80)]})
        columns = Columns({"name": ("one_of", ["name"])}).fit(X)
        assert columns.width == 80

    def test_numbers_among_objects_are_told_apart(self):
        X = pd.DataFrame({"n": np.arange(80) / 7}, dtype=object)
        with pytest.raises(ValueError, match=r"pd.to_numeric\(X\['n'\]\)"):
            Columns().fit(X)

    def test_inspect_says_so_too(self):
        X = pd.DataFrame({"name": [f"n{place}" for place in range(80)]})
        found = inspect(X, [0, 1] * 40)
        assert found.attributes is None
        assert "80 levels in 80 rows" in found.cautions[-1]
