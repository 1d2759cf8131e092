"""The command `compare`."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from assessment.instrument.load import load_instrument
from assessment.instrument.releases import to_json
from tests.commands import KEPT, chinese_garden, run, unreadable
from tests.instrument.bank import SMALL, copy_of, rewrite

BRAND = KEPT / "beauty-brand-of-forty.json"
CREATOR = KEPT / "beauty-one-star-creator.json"
GARDEN = ("--questions", str(SMALL))
PARTS = ("improved", "worsened", "answered_or_absent", "instrument")


def later(folder: Path, name: str = "later.json", **parts: Any) -> str:
    """Write the brand's next round, three months on; return its path."""
    whole = json.loads(BRAND.read_text(encoding="utf-8"))
    whole |= {"id": name, "taken_on": "2027-02-05", "completed_at": "2027-02-05T08:00:00Z", **parts}
    path = folder / name
    path.write_text(json.dumps(whole), encoding="utf-8")
    return str(path)


def answers(**changed: Any) -> dict[str, Any]:
    """Return the brand's answers with some changed, `team__goals={...}`; None takes one away."""
    known: dict[str, Any] = json.loads(BRAND.read_text(encoding="utf-8"))["answers"]
    known |= {key.replace("__", "."): value for key, value in changed.items()}
    return {key: value for key, value in known.items() if value is not None}


def garden(folder: Path, name: str, day: str, version: str = "0.3.0", **points: Any) -> str:
    """Write a round of the school garden, items given as `plants__watering=1`; return its path."""
    whole = {
        "format": 1,
        "instrument": {"id": "school-garden", "version": version},
        "taken_on": day,
        "answers": {key.replace("__", "."): value for key, value in points.items()},
    }
    path = folder / name
    path.write_text(json.dumps(whole), encoding="utf-8")
    return str(path)


def compared(*arguments: str) -> list[dict[str, Any]]:
    """Return the pairs that `compare --json` prints."""
    code, printed, _ = run("compare", *arguments, "--json")
    assert code == 0
    whole = json.loads(printed)
    assert list(whole) == ["pairs"]
    pairs: list[dict[str, Any]] = whole["pairs"]
    return pairs


def adds_up(change: Mapping[str, float]) -> bool:
    """Whether the parts add up, in tenths."""
    return round(10 * sum(change[part] for part in PARTS)) == round(10 * change["delta"])


def test_json_has_exactly_the_keys_of_the_contract(tmp_path: Path) -> None:
    (pair,) = compared(str(BRAND), later(tmp_path))

    assert list(pair) == [
        "from",
        "to",
        "comparable",
        "why",
        "index",
        "dimensions",
        "items",
        "gates",
        "real",
    ]
    assert set(pair["why"]) == {"zh", "en"}
    for change in (pair["index"], *pair["dimensions"].values()):
        assert list(change) == ["from", "to", "delta", *PARTS]
    assert all(list(item) == ["item", "from", "to", "cause"] for item in pair["items"])
    assert set(pair["gates"]) == {"growth", "mature"}
    assert all(list(gate) == ["opened", "closed"] for gate in pair["gates"].values())
    assert pair["from"] == {
        "file": str(BRAND),
        "id": "01KANQRKRS67X8NB0ZF30TVY4C",
        "taken_on": "2026-11-05",
        "version": "1.1.0",
        "stage": "growth",
    }


def test_a_round_against_itself_is_all_zero(tmp_path: Path) -> None:
    (pair,) = compared(str(BRAND), later(tmp_path))

    for change in (pair["index"], *pair["dimensions"].values()):
        assert [change[key] for key in ("delta", *PARTS)] == [0.0] * 5
    assert {item["cause"] for item in pair["items"]} == {"same"}
    assert all(gate == {"opened": [], "closed": []} for gate in pair["gates"].values())
    assert (pair["comparable"], pair["real"]) == ("yes", False)


def test_what_changed_is_named_with_its_cause(tmp_path: Path) -> None:
    second = later(
        tmp_path,
        answers=answers(
            team__goals={"point": 1},
            account__positioning={"point": 3},
            account__members={"absent": "dont_know"},
        ),
    )

    (pair,) = compared(str(BRAND), second)

    changed = {one["item"]: (one["from"], one["to"], one["cause"]) for one in pair["items"]}
    assert {item: what for item, what in changed.items() if what[2] != "same"} == {
        "team.goals": (3, 1, "worsened"),
        "account.positioning": (2, 3, "improved"),
        "account.members": (3, "dont_know", "absent"),
    }
    assert all(adds_up(change) for change in (pair["index"], *pair["dimensions"].values()))
    assert {"dimension": "team", "at_least": 75.0} not in pair["gates"]["growth"]["closed"]


def test_a_series_ends_with_the_last_against_the_first(tmp_path: Path) -> None:
    middle = later(tmp_path, "middle.json", answers=answers(team__goals={"point": 1}))
    last = later(tmp_path, "last.json", taken_on="2027-05-05", answers=answers(team__goals={"point": 2}))

    pairs = compared(str(BRAND), middle, last)

    assert [(pair["from"]["taken_on"], pair["to"]["taken_on"]) for pair in pairs] == [
        ("2026-11-05", "2027-02-05"),
        ("2027-02-05", "2027-05-05"),
        ("2026-11-05", "2027-05-05"),
    ]
    deltas = [pair["index"]["delta"] for pair in pairs]
    assert round(deltas[0] + deltas[1], 1) == deltas[2] < 0


def test_dates_out_of_order_are_sorted_and_said(tmp_path: Path) -> None:
    second = later(tmp_path, answers=answers(team__goals={"point": 1}))

    code, printed, said = run("compare", second, str(BRAND), "--json")

    assert (code, said) == (0, "（提醒）日期不是从早到晚，已经按日期排好。\n")
    assert json.loads(printed)["pairs"] == compared(str(BRAND), second)


def test_two_rounds_on_one_day_are_compared_with_a_warning() -> None:
    code, printed, said = run("compare", str(BRAND), str(BRAND), "--json", "--lang", "en")

    assert (code, said) == (0, "(warning) There is more than one assessment of 2026-11-05.\n")
    assert json.loads(printed)["pairs"][0]["index"]["delta"] == 0


def test_different_merchants_are_refused() -> None:
    code, printed, said = run("compare", str(BRAND), str(CREATOR), "--lang", "en")

    assert (code, printed) == (1, "")
    assert said.startswith("These are different merchants: 棠序护肤（示例）")
    assert said.endswith("Choose assessments of one merchant only.\n")
    assert run("compare", str(BRAND), str(CREATOR))[2].startswith("不是同一个商家：")


@pytest.mark.parametrize("files", [(), (str(BRAND),)])
def test_fewer_than_two_files_are_no_comparison(files: tuple[str, ...]) -> None:
    code, printed, said = run("compare", *files, "--lang", "en")

    assert (code, printed) == (2, "")
    assert "Give at least two assessment files." in said


def test_every_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    bad = unreadable(tmp_path)

    code, printed, said = run("compare", str(BRAND), *bad)

    assert (code, printed) == (1, "")
    assert all(f"{path}: " in said for path in bad)


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"format": 2}, "File format 2 is newer than this program."),
        (
            {"instrument": {"id": "douyin-merchant", "version": "9.0.0"}},
            "Version 9.0.0 of the instrument is not here.",
        ),
        (
            {"instrument": {"id": "bakery", "version": "1.0.0"}},
            "This file is of another instrument, 'bakery'.",
        ),
    ],
)
def test_a_file_nobody_here_can_score_is_told_clearly(tmp_path: Path, parts: Any, words: str) -> None:
    code, printed, said = run("compare", str(BRAND), later(tmp_path, **parts), "--lang", "en")

    assert (code, printed) == (1, "")
    assert words in said


@pytest.fixture
def grown(tmp_path: Path) -> Path:
    """The garden's bank at 1.1.0, its 1.0.0 released, one item renamed and another rescaled since."""
    bank = copy_of(SMALL, tmp_path)
    rewrite(bank / "instrument.yaml", '"0.3.0"', '"1.0.0"')
    (bank / "releases").mkdir()
    released = to_json(load_instrument(bank))
    (bank / "releases" / "1.0.0.json").write_text(released, encoding="utf-8")
    rewrite(bank / "instrument.yaml", '"1.0.0"', '"1.1.0"')
    for path in bank.rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("people.rota", "people.turns"), encoding="utf-8")
    (bank / "lineage.yaml").write_text(
        '- from: "1.0.0"\n  to: "1.1.0"\n  renamed: {people.rota: people.turns}\n'
        "  rescaled: {plants.watering: {0: 0, 1: 0, 2: 2}}\n",
        encoding="utf-8",
    )
    return bank


def test_an_older_round_is_brought_under_the_newer_questions(tmp_path: Path, grown: Path) -> None:
    said = {"people__keys": {"ticks": ["teacher"]}, "plants__beds": {"ticks": ["north"]}}
    first = garden(
        tmp_path,
        "a.json",
        "2026-03-01",
        "1.0.0",
        plants__watering={"point": 1},
        people__rota={"point": 1},
        **said,
    )
    second = garden(
        tmp_path,
        "b.json",
        "2026-06-01",
        "1.1.0",
        plants__watering={"point": 1},
        people__turns={"point": 2},
        **said,
    )

    (pair,) = compared(first, second, "--questions", str(grown))

    assert (pair["from"]["version"], pair["to"]["version"]) == ("1.0.0", "1.1.0")
    changed = {one["item"]: (one["from"], one["to"], one["cause"]) for one in pair["items"]}
    assert changed["people.turns"] == (1, 2, "improved")
    assert changed["plants.watering"] == (0, 1, "improved")
    assert pair["index"]["instrument"] < 0 < pair["index"]["improved"]
    assert adds_up(pair["index"])
    assert pair["why"]["en"].startswith("The questions went from 1.0.0 to 1.1.0")
    assert compared(first, second, "--questions", str(grown)) == compared(
        second, first, "--questions", str(grown)
    )


def test_people_read_it_in_chinese_and_in_english(tmp_path: Path) -> None:
    changed = answers(
        team__goals={"point": 1, "note": "换了运营"},
        account__positioning={"point": 3, "carried_from": "A"},
        service__shipping=None,
    )
    second = later(tmp_path, answers=changed)

    code, zh, _ = run("compare", str(BRAND), second)
    assert code == 0
    assert zh.splitlines()[0] == "棠序护肤（示例）"
    assert "阶段：成长期 → " in zh
    assert "先别当真" in zh
    assert "退步的题：\n- 全店目标：3 → 1\n  后：换了运营\n" in zh
    assert "3（沿用）" in zh

    code, en, _ = run("compare", str(BRAND), second, "--lang", "en")
    assert code == 0
    assert "Stage: Growth" in en
    assert "Within what self-report errs by" in en
    assert "3 (carried over)" in en


def test_a_series_of_four_has_a_trend(tmp_path: Path) -> None:
    files = [
        garden(
            tmp_path,
            f"{month}.json",
            f"2026-0{month}-01",
            plants__watering={"point": 1},
            plants__beds={"ticks": ["north", "south", "pots"][: month - 1]},
            people__rota={"point": 1},
            people__keys={"ticks": []},
        )
        for month in (1, 2, 3, 4)
    ]

    code, printed, said = run("compare", *files, *GARDEN, "--lang", "en")

    assert (code, said) == (0, "")
    assert "From the first to the last" in printed
    assert "Trend: +" in printed


def test_a_text_that_steers_a_terminal_is_made_harmless(tmp_path: Path) -> None:
    second = later(tmp_path, answers=answers(team__goals={"point": 1, "note": "\x1b[2Jgone\nnext"}))

    code, printed, _ = run("compare", str(BRAND), second)

    assert code == 0
    assert "\x1b" not in printed
    assert "\\x1b[2Jgone\\nnext" in printed


def test_a_bank_in_one_language_is_compared_in_it(tmp_path: Path) -> None:
    bank = chinese_garden(tmp_path)
    files = [
        garden(tmp_path, f"{point}.json", f"2026-0{point}-01", plants__watering={"point": point})
        for point in (1, 2)
    ]

    code, printed, _ = run("compare", *files, "--questions", bank, "--lang", "en")

    assert code == 0
    assert "植物" in printed


@pytest.mark.slow
def test_a_series_fits_on_one_line(tmp_path: Path) -> None:
    code, printed, _ = run("compare", str(BRAND), later(tmp_path), "--jsonl")

    assert (code, printed.count("\n")) == (0, 1)
    assert json.loads(printed)["pairs"] == compared(str(BRAND), later(tmp_path))
