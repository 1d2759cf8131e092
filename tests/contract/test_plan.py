"""What `plan --json` says: of every example, and with every option on an example it means something for."""

import pytest

from tests.contract.commands import EXAMPLES, OLD_FILES, example, json_of_each
from tests.contract.golden import agree

pytestmark = pytest.mark.slow

BRAND, HOME_GOODS, JEWELLERY, ORCHARD, OUTLET, PASTRY, SNACKS, SEAFOOD, TEA, CANDLE = map(
    str,
    map(
        example,
        (
            "beauty-brand-of-forty",
            "home-goods-mature",
            "jewellery-all-at-the-top",
            "orchard-before-first-stream",
            "factory-outlet-on-the-shelf",
            "pastry-shop-half-answered",
            "snacks-by-sixty-creators",
            "dried-seafood-2026-08",
            "tea-shop-2026-08",
            "candle-brand-2026-11",
        ),
    ),
)

OPTIONS: tuple[tuple[str, ...], ...] = (
    (BRAND,),
    (BRAND, "--margin", "0"),
    (BRAND, "--force", "team.standins", "--exclude", "content.pre_check"),
    (
        BRAND,
        "--fix",
        "field.review:3=4",
        "--cost",
        "supply.margin_sheet:3=6",
        "--owner",
        "content.pre_check:3=content",
    ),
    (BRAND, "--done", "service.compliance:3", "--drop", "content.pre_check:3", "--now", "3"),
    (HOME_GOODS, "--target", "growth"),
    (HOME_GOODS, "--days", "10"),
    (HOME_GOODS, "--days", "0.1"),
    (HOME_GOODS, "--dimension", "top_kol=40"),
    (JEWELLERY, "--days", "5"),
    (OUTLET, "--target", "mature", "--margin", "5"),
    (ORCHARD, "--capacity", "shop=2,content=0.5"),
    (ORCHARD, "--days", "10", "--start", "2026-12-07"),
    (ORCHARD, "--suppose", "service.compliance=2", "--suppose", "team.functions=3"),
    (OUTLET, "--weeks", "12"),
    (OUTLET, "--capacity", "shop=0"),
    (PASTRY, "--days", "12"),
    (PASTRY, "--exclude", "service.compliance", "--exclude", "supply.margin_sheet"),
    (SNACKS, "--ready-for", "double12_2026", "--start", "2026-10-19"),
    (
        SEAFOOD,
        "--ready-for",
        "new_year_goods_2027",
        "--start",
        "2026-11-30",
        "--capacity",
        "shop=3,service=3",
    ),
    (TEA, "--freeze", "content=2026-12-07..2026-12-20", "--freeze", "shop=2026-12-14..2026-12-20"),
    (TEA, "--weeks", "6"),
    (CANDLE, "--dimension", "content=80", "--start", "2027-01-18"),
)


def test_plan_of_every_example() -> None:
    agree("plan.txt", json_of_each(*(("plan", str(path), "--why") for path in [*EXAMPLES, *OLD_FILES])))


def test_plan_with_its_options() -> None:
    agree("plan-options.txt", json_of_each(*(("plan", *options) for options in OPTIONS)))
