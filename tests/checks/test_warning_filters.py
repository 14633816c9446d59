import pytest

from placements.checks.warning_filters import filter_without_setting
from tests.checks.said import message, said

SETTINGS = (
    "setting_id,name,provider_id,sector,latitude,longitude,tags\n"
    "S1,Ward 1,T1,acute,53,-2,palliative\nS2,Practice 2,T2,primary,53,-2,children\n"
)
HEADS = {
    "blocks": "cohort_id,block_id,start,weeks,stage,where\nC,B1,2026-09-07,4,1,{}\n",
    "requirements": "requirement_id,programme_id,measure,minimum,where\nR1,P,weeks,1,{}\n",
    "preferences": "learner_id,where,score\nL1,{},1\n",
    "exclusions": "learner_id,where\nL1,{}\n",
    "sequences": "sequence_id,programme_id,kind,first,then\nQ1,P,before,sector=acute,{}\n",
}


def test_filter_without_setting():
    exclusions = "learner_id,where\nL1,tag=paliative\nL2,tag=paliative\n"
    assert message(filter_without_setting, settings=SETTINGS, exclusions=exclusions) == (
        "exclusions.csv, line 2, where: 'tag=paliative' matches no setting (in 2 rows): "
        "none has tag paliative; did you mean 'palliative'?"
    )


def test_filter_without_setting_where_each_condition_has_some():
    exclusions = "learner_id,where\nL1,sector=acute;tag=children\n"
    assert message(filter_without_setting, settings=SETTINGS, exclusions=exclusions) == (
        "exclusions.csv, line 2, where: 'sector=acute;tag=children' matches no setting; "
        "no setting meets all its conditions at once"
    )


def test_filter_without_setting_that_excludes_every_value():
    exclusions = "learner_id,where\nL1,sector!=acute|primary\n"
    found = message(filter_without_setting, exclusions=exclusions)
    assert found.endswith("matches no setting: all have sector acute or primary")


@pytest.mark.parametrize("table", HEADS)
def test_filter_without_setting_in(table):
    rows = HEADS[table].format("sector=community")
    assert message(filter_without_setting, **{table: rows}).startswith(f"{table}.csv, line 2")


@pytest.mark.parametrize("table", HEADS)
def test_no_filter_without_setting_in(table):
    # Whether a learner has a base or an employer is not asked here.
    rows = HEADS[table].format("sector=primary;base=no")
    assert said(filter_without_setting, **{table: rows}) == []


def test_no_filter_without_setting_that_history_matches():
    # A requirement may be about a past placement alone.
    tables = {
        "history": "learner_id,sector,weeks\nL1,community,4\n",
        "requirements": HEADS["requirements"].format("sector=community"),
        "sequences": "sequence_id,programme_id,kind,first\nQ1,P,contrast,sector\n",
    }
    assert said(filter_without_setting, **tables) == []
