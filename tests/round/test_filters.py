"""What filters mean: blanks, negation, several values, the learner's own base and employer."""

import numpy as np
import pytest

from tests.rounds import make_round

SETTINGS = """
    setting_id,name,provider_id,sector,latitude,longitude,tags,minimum_age,open_until,care_context
    S1,Ward 1,T1,acute,53,-2,dementia;ramp,16,2030-01-01,in_hospital
    S2,Practice 2,T2,primary,53.5,-2.05,ramp,,,
    S3,Home 3,T3,social_care,53,-2.1,,18,2030-06-30,at_home
    """
LEARNERS = """
    learner_id,programme_id,cohort_id,latitude,longitude,employer_id,base_setting_id
    L1,P,C,53,-2,T1,S2
    L2,P,C,53,-2,,
    """


@pytest.fixture(scope="module")
def tiny():
    providers = "provider_id,name,ownership\nT1,A,nhs\nT2,B,independent\nT3,C,"
    return make_round(settings=SETTINGS, learners=LEARNERS, providers=providers)


def matched(made, where, learner=0):
    """Return the codes of the settings that a filter matches, for L1 unless told."""
    every = np.arange(len(made.setting_ids))
    return made.setting_ids[made.matches(where, learner, every)].tolist()


@pytest.mark.parametrize(
    ("where", "settings"),
    [
        ("", "S1 S2 S3"),
        (" ", "S1 S2 S3"),
        ("sector=acute", "S1"),
        (" sector = acute ", "S1"),
        ("sector=acute|primary", "S1 S2"),
        ("sector = acute | primary ", "S1 S2"),
        ("sector!=acute", "S2 S3"),
        ("sector!=acute|primary", "S3"),
        ("sector=acute|primary;setting_id!=S1", "S2"),
        ("sector=acute;sector=primary", ""),
        ("setting_id=S1|S3", "S1 S3"),
        ("provider_id=T2", "S2"),
        ("name=Ward 1|Home 3", "S1 S3"),
        # A blank matches no value, so "not equal" is true of it.
        ("care_context=in_hospital", "S1"),
        ("care_context!=in_hospital", "S2 S3"),
        ("minimum_age=16", "S1"),
        ("minimum_age!=16", "S2 S3"),
        ("minimum_age=16|18", "S1 S3"),
        ("open_until=2030-01-01", "S1"),
        ("open_until!=2030-01-01", "S2 S3"),
        # Defaults apply first: nobody wrote driver_required, and ownership is the provider's.
        ("driver_required=no", "S1 S2 S3"),
        ("driver_required=yes", ""),
        ("ownership=nhs", "S1"),
        ("ownership!=nhs", "S2 S3"),
        ("latitude=53", "S1 S3"),
        ("latitude=53.5", "S2"),
        ("longitude=-2.05", "S2"),
        ("tag=ramp", "S1 S2"),
        ("tag=dementia|ramp", "S1 S2"),
        ("tag!=dementia", "S2 S3"),
        ("tag!=dementia|ramp", "S3"),
        ("tag=ramp;tag=dementia", "S1"),
        ("tag=unheard_of", ""),
        ("tags=ramp", "S2"),  # the whole list, as text
    ],
)
def test_conditions_on_settings(tiny, where, settings):
    assert matched(tiny, where) == settings.split()
    assert matched(tiny, where, learner=1) == settings.split()


@pytest.mark.parametrize(
    ("where", "of_l1", "of_l2"),
    [
        ("base=yes", "S2", ""),
        ("base=no", "S1 S3", "S1 S2 S3"),
        ("base!=yes", "S1 S3", "S1 S2 S3"),
        ("base!=no", "S2", ""),
        ("base=yes|no", "S1 S2 S3", "S1 S2 S3"),
        ("base!=yes|no", "", ""),
        ("employer=yes", "S1", ""),
        ("employer=no", "S2 S3", "S1 S2 S3"),
        ("employer!=yes;base=no", "S3", "S1 S2 S3"),
        ("employer=yes;sector=primary", "", ""),
    ],
)
def test_conditions_on_the_learner(tiny, where, of_l1, of_l2):
    assert matched(tiny, where, learner=0) == of_l1.split()
    assert matched(tiny, where, learner=1) == of_l2.split()


def test_learners_and_settings_broadcast(tiny):
    learners, settings = np.arange(2)[:, None], np.arange(3)[None, :]

    assert tiny.matches("employer=yes", learners, settings).tolist() == [
        [True, False, False],
        [False, False, False],
    ]
    assert tiny.matches("sector=acute", learners, settings).shape == (2, 3)


@pytest.fixture(scope="module")
def with_history():
    # Rows are sorted by their texts: outside the round first, then S1 and S2.
    history = """
        learner_id,setting_id,provider_id,sector,care_context,tags,weeks
        L1,,T1,acute,,stroke;ramp,4
        L1,,ELSEWHERE,primary,at_home,,4
        L1,S1,,,,,4
        L1,S2,,,,,4
        """
    return make_round(settings=SETTINGS, learners=LEARNERS, history=history)


@pytest.mark.parametrize(
    ("where", "held"),
    [
        ("", "ELSEWHERE T1 S1 S2"),
        ("sector=acute", "T1 S1"),
        ("sector=primary", "ELSEWHERE S2"),
        ("care_context=at_home", "ELSEWHERE"),
        ("care_context=in_hospital", "S1"),
        ("tag=stroke", "T1"),
        ("tag=ramp", "T1 S1 S2"),
        ("tag!=ramp", "ELSEWHERE"),
        ("provider_id=T1", "T1 S1"),
        ("provider_id!=T1", "ELSEWHERE S2"),
        ("setting_id=S1", "S1"),
        ("setting_id!=S1", "ELSEWHERE T1 S2"),
        ("base=yes", "S2"),
        ("base=no", "ELSEWHERE T1 S1"),
        ("employer=yes", "T1 S1"),  # L1's employer runs it, in the round or not
        ("employer=no", "ELSEWHERE S2"),
        ("name=Ward 1", "S1"),
        ("minimum_age=16", "S1"),
        ("minimum_age!=16", "ELSEWHERE T1 S2"),
    ],
)
def test_past_placements_are_places_of_their_own(with_history, where, held):
    past = np.arange(len(with_history.setting_ids), len(with_history.places))
    names = np.array(
        [
            row.provider_id if row.setting_id.startswith("(") else row.setting_id
            for row in with_history.places.iloc[past].itertuples()
        ]
    )
    assert sorted(names[with_history.matches(where, 0, past)]) == sorted(held.split())


def test_nobodys_employer_and_nobodys_base_are_nowhere():
    # L2 has neither; the past placement is at no setting of the round, and nobody knows whose.
    made = make_round(
        learners=LEARNERS, settings=SETTINGS, history="learner_id,sector,weeks\nL2,acute,4"
    )
    for where in ("employer=yes", "base=yes"):
        assert not made.matches(where, 1, len(made.setting_ids))


def test_a_provider_of_the_past_may_be_unknown_but_a_setting_may_not():
    providers = "provider_id,name\nT1,A\nT2,B"
    history = "learner_id,provider_id,sector,weeks\nL1,T9,acute,4"
    assert len(make_round(providers=providers, history=history)["history"]) == 1

    history = "learner_id,setting_id,weeks\nL1,S9,4"
    assert len(make_round(history=history, problems=True)["history"]) == 0
