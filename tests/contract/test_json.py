"""What `--json` of every command says, on every example: other people's programs read it."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.commands import run
from tests.contract.commands import EXAMPLES, LANGUAGES, OLD_FILES, as_json, example, json_of_each
from tests.contract.golden import ROOT, agree
from tests.instrument.bank import SMALL, copy_of, rewrite
from tests.yaml_cases import read_cases

ALONE, OTHER = str(example("beauty-brand-of-forty")), str(example("orchard-before-first-stream"))

SERIES = {
    merchant: sorted(str(path) for path in EXAMPLES if path.name.startswith(merchant))
    for merchant in ("candle-brand", "dried-seafood", "tea-shop")
}

TODAY = "2026-11-22"
NUMBERS = ROOT / "tests/files/numbers"


def test_score() -> None:
    agree("score.txt", json_of_each(*(("score", str(path)) for path in [*EXAMPLES, *OLD_FILES])))


@pytest.mark.slow
def test_compare() -> None:
    whole = [("compare", *files) for files in SERIES.values()]
    others = [("compare", ALONE, ALONE), ("compare", ALONE, OTHER), ("compare", *map(str, OLD_FILES))]
    agree("compare.txt", json_of_each(*whole, *others))


@pytest.mark.slow
def test_diff() -> None:
    agree("diff.txt", json_of_each(("diff", "1.0.0", "questions")))


@pytest.mark.slow
def test_numbers() -> None:
    files = sorted(str(path.relative_to(ROOT)) for path in NUMBERS.iterdir())
    alone = [("numbers", file, "--today", TODAY) for file in files]
    into = ("--assessment", str(example("fruit-shop-eight-months")))
    beside = [("numbers", file, "--today", TODAY, *into) for file in files]
    other = [
        ("numbers", "tests/files/numbers/two-sheets.xlsx", "--sheet", "说明", "--today", TODAY),
        ("numbers", "tests/files/numbers/doudian-daily.csv", "--today", "2026-10-15"),
    ]
    agree("numbers.txt", json_of_each(*alone, *beside, *other))


@pytest.mark.slow
def test_check(tmp_path: Path) -> None:
    """Every slip of the rule cases, but those that turn on the day it is."""
    cases = read_cases(ROOT / "tests/cases/check.yaml")
    told = {}
    for number, case in enumerate(cases):
        if "20" in case.get("write", "") and ("as_of" in case["write"] or "review_by" in case["write"]):
            continue
        folder = tmp_path / str(number)
        folder.mkdir()
        bank = with_slip(case, folder)
        for lang in LANGUAGES:
            command = ("check", str(bank), "--json", "--lang", lang)
            told[f"{case['name']} ({lang})"] = as_json(*command, folder=str(bank))
    agree("check.txt", told)


def with_slip(case: dict[str, Any], folder: Path) -> Path:
    """Return a copy of the small bank with the slip of a rule case."""
    bank = copy_of(SMALL, folder)
    if "released" in case:
        rewrite(bank / "instrument.yaml", 'version: "0.3.0"', f'version: "{case["released"]}"')
        assert run("release", str(bank))[0] == 0
        now = case.get("now", "1.1.0")
        rewrite(bank / "instrument.yaml", f'version: "{case["released"]}"', f'version: "{now}"')
    path = bank / case["file"]
    if "instead_of" in case:
        rewrite(path, case["instead_of"], case["write"])
    else:
        path.write_text(case["write"], encoding="utf-8")
    if "also" in case:
        rewrite(path, case["also"]["instead_of"], case["also"]["write"])
    return bank


def test_schema() -> None:
    """The schemas that are printed are those the repository holds for editors and other programs."""
    code, printed, _ = run("schema")
    held = {path.name: json.loads(path.read_bytes()) for path in (ROOT / "questions/schema").glob("*.json")}

    assert code == 0
    assert json.loads(printed) == held
    written = {name: json.dumps(whole, sort_keys=True).encode() for name, whole in sorted(held.items())}
    agree(
        "schema.txt",
        {"sha256": "".join(f"{sha256(raw).hexdigest()}  {name}\n" for name, raw in written.items())},
    )
