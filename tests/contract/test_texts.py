"""What the commands say to people, in both languages: texts may move in the code, and stay what they are."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.contract.commands import LANGUAGES, as_text, example, title_of
from tests.contract.golden import agree
from tests.instrument.bank import SMALL, copy_of, rewrite

FRUIT, BRAND, HOME_GOODS, ORCHARD, OUTLET, PASTRY, CANDLE = (
    str(example(name))
    for name in (
        "fruit-shop-eight-months",
        "beauty-brand-of-forty",
        "home-goods-mature",
        "orchard-before-first-stream",
        "factory-outlet-on-the-shelf",
        "pastry-shop-half-answered",
        "candle-brand-2026-11",
    )
)
SEAFOOD = [str(example(f"dried-seafood-2026-{month}")) for month in ("02", "05", "08", "11")]
OLD_FILE = "tests/files/assessment-0.1.0.json"
EXPORTS = "tests/files/numbers"
TODAY = ("--today", "2026-11-22")

SAID: tuple[tuple[str, ...], ...] = (
    ("score", FRUIT),
    ("score", PASTRY),
    ("score", HOME_GOODS),
    ("score", OLD_FILE),
    ("plan", BRAND, "--why"),
    ("plan", FRUIT, "--why"),
    ("plan", CANDLE, "--ready-for", "new_year_goods_2027", "--freeze", "content=2026-12-07..2026-12-20"),
    ("plan", PASTRY, "--target", "mature", "--done", "service.compliance:2"),
    ("plan", OUTLET, "--weeks", "12"),
    ("plan", ORCHARD, "--exclude", "service.compliance"),
    ("plan", OUTLET, "--capacity", "shop=0"),
    ("plan", HOME_GOODS, "--target", "growth"),
    ("plan", HOME_GOODS, "--days", "10"),
    ("plan", HOME_GOODS, "--days", "0.1"),
    ("plan", HOME_GOODS, "--dimension", "top_kol=40"),
    ("compare", *SEAFOOD),
    ("compare", OLD_FILE, "tests/files/assessment-1.0.0.json"),
    ("diff", "1.0.0", "1.1.0"),
    ("numbers", f"{EXPORTS}/doudian-daily.csv", "--assessment", FRUIT, *TODAY),
    ("numbers", f"{EXPORTS}/compass-live.xlsx", *TODAY),
    ("numbers", f"{EXPORTS}/two-sheets.xlsx", "--sheet", "说明", *TODAY),
    ("numbers", f"{EXPORTS}/no-header.csv", *TODAY),
    ("check", "tests/banks/small"),
)

REFUSED: tuple[tuple[str, ...], ...] = (
    ("score", "nowhere.json"),
    ("score", "questions"),
    ("score", "questions/gates.yaml"),
    ("score", FRUIT, "--questions", "nowhere"),
    ("score", FRUIT, "--questions", "tests/banks/small"),
    ("plan", HOME_GOODS, "--target", "launch"),
    ("plan", HOME_GOODS, "--target", "growth", "--days", "3"),
    ("plan", HOME_GOODS, "--dimension", "tema=50"),
    ("plan", HOME_GOODS, "--dimension", "team"),
    ("plan", HOME_GOODS, "--dimension", "team=120"),
    ("plan", HOME_GOODS, "--days", "0"),
    ("plan", HOME_GOODS, "--margin", "101"),
    ("plan", HOME_GOODS, "--exclude", "team.standin"),
    ("plan", HOME_GOODS, "--force", "team.standins", "--exclude", "team.standins"),
    ("plan", HOME_GOODS, "--capacity", "contents=3"),
    ("plan", HOME_GOODS, "--capacity", "content=-1"),
    ("plan", HOME_GOODS, "--capacity", "content"),
    ("plan", HOME_GOODS, "--weeks", "0"),
    ("plan", HOME_GOODS, "--start", "soon"),
    ("plan", HOME_GOODS, "--ready-for", "double12"),
    ("plan", HOME_GOODS, "--ready-for", "double11_2026", "--start", "2026-11-09"),
    ("plan", HOME_GOODS, "--freeze", "content=2026-12-13..2026-12-07"),
    ("plan", HOME_GOODS, "--freeze", "content=2026-12-07"),
    ("plan", HOME_GOODS, "--freeze", "content=2026-12-07..2029-12-13"),
    ("plan", HOME_GOODS, "--fix", "team.goals:4=3"),
    ("plan", HOME_GOODS, "--fix", "team.goals:2=2.5"),
    ("plan", HOME_GOODS, "--done", "team.goals"),
    ("plan", HOME_GOODS, "--cost", "team.goals:3=x"),
    ("plan", HOME_GOODS, "--owner", "team.goals:3=cook"),
    ("plan", HOME_GOODS, "--suppose", "team.goals"),
    ("compare", FRUIT),
    ("compare", FRUIT, BRAND),
    ("diff", "1.0.0", "7.0.0"),
    ("diff", "1.0.0", "tests/banks/small"),
    ("numbers", "nowhere.csv"),
    ("numbers", f"{EXPORTS}/expected.yaml"),
    ("numbers", f"{EXPORTS}/two-sheets.xlsx", "--sheet", "none"),
)

COMMANDS = (
    "answers",
    "backup",
    "check",
    "compare",
    "database",
    "database backup",
    "database restore",
    "demo",
    "diff",
    "doctor",
    "items",
    "numbers",
    "plan",
    "release",
    "report",
    "restore",
    "run",
    "schema",
    "score",
    "user",
    "user add",
    "user disable",
    "user enable",
    "user list",
    "user reset",
    "user role",
)


def of_each(commands: Iterable[tuple[str, ...]], lang: str) -> dict[str, str]:
    """Run commands in a language; return what each said by its title."""
    return {title_of(command): as_text(*command, "--lang", lang) for command in commands}


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_commands_say(lang: str) -> None:
    agree(f"said-{lang}.txt", of_each(SAID, lang))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_commands_refuse(lang: str) -> None:
    agree(f"refused-{lang}.txt", of_each(REFUSED, lang))


def test_what_commands_accept() -> None:
    agree("help.txt", {name: as_text(*name.split(), "--help") for name in ("", *COMMANDS)})


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_bank_with_several_slips(lang: str, tmp_path: Path) -> None:
    bank = copy_of(SMALL, tmp_path)
    rewrite(bank / "dimensions/plants.yaml", "weight: 2", "wieght: 2")
    rewrite(bank / "gates.yaml", "stage: bloom", "stage: blom")
    rewrite(bank / "metrics.yaml", "direction: higher", "direction: up")
    (bank / "notes.yaml").write_text("none", encoding="utf-8")
    said = {
        name: as_text(name, str(bank), "--lang", lang).replace(str(bank), "BANK")
        for name in ("check", "release")
    }
    agree(f"slips-{lang}.txt", said)
