"""Filters in words, for those who never wrote one."""

import pytest

from placements.export.filter_words import filter_in_words


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("", ""),
        ("sector=primary|mental_health", "sector primary or mental health"),
        ("care_context=close_to_home", "care context close to home"),
        ("tag=home_care;driver_required=no", "home care, driver required no"),
        ("sector!=acute", "not sector acute"),
        # A code is never rewritten: it stands in a list under its own name.
        ("setting_id=WARD_1", "setting WARD_1"),
        ("employer=no", "away from the learner's own employer"),
        ("employer!=no", "with the learner's own employer"),
        ("base=yes", "at the learner's own base"),
    ],
)
def test_a_filter_is_told_in_words(where, words):
    assert filter_in_words(where) == words
