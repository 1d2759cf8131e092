from assessment.instrument.model import Instrument
from assessment.presentation.gates import gate_table
from assessment.presentation.items import item_table
from assessment.presentation.plan_tables import roadmap_table
from assessment.presentation.profile import profile_table
from assessment.responses import Absent
from assessment.scoring.answer_age import OldAnswer
from tests.charts.conftest import Scored, planned, roadmap_of
from tests.charts.frames import frame


def test_the_profile_table_has_numbers_where_there_are_and_words_where_not(scored: Scored) -> None:
    table = frame(profile_table(scored({"soil.tests": 2, "soil.compost": 1, "water.rota": 3}), "zh"))

    soil = table.set_index("维度").loc["土壤"]
    assert (soil["得分"], soil["分数线"], soil["还差"], soil["状态"]) == (50.0, 60.0, 10.0, "差 10.0")
    glass = table.set_index("维度").loc["温室"]
    assert glass[["得分", "最高可能", "还差"]].isna().all()
    assert glass["状态"] == "无结果 · 不适用"


def test_the_gate_table_lists_musts_then_the_count_then_shoulds(scored: Scored) -> None:
    results = scored({"soil.tests": 2, "soil.compost": 3, "water.rota": 1}, slugs=3)
    table = frame(gate_table(results, "sprout", "en"))

    assert list(table["Must or should"]) == ["must"] * 5 + ["should"]
    assert list(table["Standing"]) == ["met", "waived", "met", "met", "not met", "not met"]
    assert table["Now"][3] == "now 3 slugs"


def test_the_item_table_tells_a_zero_from_no_answer(scored: Scored) -> None:
    table = frame(
        item_table(scored({"soil.tests": 0, "soil.compost": Absent.DONT_KNOW, "water.rota": 1}), "en")
    )

    assert table["Point"][0] == 0
    assert table["Point"].isna().tolist() == [False, True, False]
    assert table["Standing"].tolist() == ["", "don't know", ""]
    assert table["must"].tolist() == ["yes", "", ""]


def test_the_item_table_says_how_old_an_answer_is_that_was_carried_on(scored: Scored) -> None:
    found = scored({"soil.tests": 0, "soil.compost": 2, "water.rota": 1})
    old = {"soil.compost": OldAnswer(100, past=True), "water.rota": OldAnswer(None, past=False)}

    assert "Carried over" not in frame(item_table(found, "en"))
    assert frame(item_table(found, "en", old))["Carried over"].tolist() == [
        "",
        "carried over · a 3-month-old answer · past its shelf life",
        "carried over · nobody wrote down when",
    ]


def test_the_roadmap_table_is_numbered_as_the_chart(garden: Instrument) -> None:
    steps = [planned("soil.tests", 0.5, 10, "eyes"), planned("water.rota", 2, 3, "hands", if_confirmed=True)]
    table = frame(roadmap_table(roadmap_of(steps), garden, "zh"))

    assert table["序号"].tolist() == [1, 2]
    assert table["职能"].tolist() == ["观察", "动手"]
    assert table["先弄清现状"].tolist() == ["", "是"]
    assert frame(roadmap_table(roadmap_of([]), garden, "en")).empty
