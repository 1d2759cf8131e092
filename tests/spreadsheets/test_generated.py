"""Exports made up by the dozen: whatever is done to one, a number that is ticked is the right one.

Each seed makes a shop with known figures and writes an export of it: a plain
one, or one to which something happened that exports of real back ends show.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest

from tests.shipped import each_of
from tests.spreadsheets.reading import TODAY, offers, read

DAYS = [date(2026, 9, 15) + timedelta(days=n) for n in range(67)]
LAST = DAYS[-1]
WINDOW = DAYS[-30:]
OCTOBER = [day for day in DAYS if day.month == 10]
NAMES = {
    "paid": ["支付金额", "用户支付金额", "支付金额(元)", "支付金额（元）", "店铺支付金额"],
    "refunded": ["退款金额", "退款金额(支付时间)", "退款金额（元）", "成功退款金额"],
    "orders": ["支付订单数", "支付订单数(单)", "成交订单数"],
    "shelf": ["商品卡支付金额", "商品卡用户支付金额(元)"],
    "old": ["老客支付金额", "老客用户支付金额"],
    "won": ["新增粉丝数", "新增粉丝"],
    "lost": ["取关粉丝数", "取关粉丝"],
    "score": ["商家体验分", "体验分", "店铺体验分"],
}
Figures = dict[str, list[int]]


@dataclass
class Export:
    """A table on its way to become a file."""

    random: random.Random
    shop: Figures
    header: list[str]
    columns: list[str]
    """Which figure each column has; empty for what is none."""
    rows: list[list[str]]
    titles: list[list[str]] = field(default_factory=list)
    file: str = "数据.csv"
    sign: str = ","
    quoted: bool = True

    def text(self) -> str:
        """Return the file."""
        lines = [*self.titles, self.header, *self.rows]
        return "\n".join(self.sign.join(self._cell(cell) for cell in line) for line in lines) + "\n"

    def _cell(self, cell: str) -> str:
        return f'"{cell}"' if self.quoted and self.sign in cell and not cell.startswith('="') else cell

    def at(self, figure: str) -> int | None:
        """Return where a figure stands."""
        return self.columns.index(figure) if figure in self.columns else None

    def insert(self, place: int, name: str, cells: list[str]) -> None:
        """Put a column in."""
        self.header.insert(place, name)
        self.columns.insert(place, "")
        for row, cell in zip(self.rows, cells, strict=True):
            row.insert(place, cell)

    def other(self, figure: str, factor: float) -> list[str]:
        """Return the cells of something like a figure that is not it."""
        return [f"{value * factor:.0f}" for value in self.shop[figure]]


def shop(rng: random.Random) -> Figures:
    paid = [rng.randrange(1000, 90_000) for _ in DAYS]
    return {
        "paid": paid,
        "refunded": [rng.randrange(0, amount // 3) for amount in paid],
        "orders": [rng.randrange(20, 900) for _ in DAYS],
        "shelf": [rng.randrange(0, amount // 2) for amount in paid],
        "old": [rng.randrange(0, amount // 2) for amount in paid],
        "won": [rng.randrange(10, 300) for _ in DAYS],
        "lost": [rng.randrange(0, 10) for _ in DAYS],
        "score": [rng.randrange(60, 100) for _ in DAYS],
    }


def truth(figures: Figures) -> dict[str, float]:
    """Return what is right, by metric."""

    def total(name: str, days: list[date]) -> int:
        return sum(figures[name][DAYS.index(day)] for day in days)

    paid = total("paid", WINDOW)
    return {
        "monthly_gmv_after_refunds": total("paid", OCTOBER) - total("refunded", OCTOBER),
        "refund_rate": 100 * total("refunded", WINDOW) / paid,
        "shelf_share": 100 * total("shelf", WINDOW) / paid,
        "repeat_buyer_share": 100 * total("old", WINDOW) / paid,
        "new_fans_30d": total("won", WINDOW) - total("lost", WINDOW),
        "experience_score": figures["score"][-1],
    }


def plain(rng: random.Random) -> Export:
    """Return an export as a back end writes it, in one of its many harmless forms."""
    figures = shop(rng)
    columns = ["paid", "refunded", *rng.sample(["orders", "shelf", "old", "won", "lost", "score"], 4)]
    rng.shuffle(columns)
    form = rng.choice(["{:%Y-%m-%d}", "{:%Y/%m/%d}", "{:%Y%m%d}", "{:%Y年%m月%d日}", '="{:%Y-%m-%d}"'])
    grouped = rng.random() < 0.4
    rows = [
        [form.format(day), *(_written(rng, figures[name][at], grouped=grouped) for name in columns)]
        for at, day in enumerate(DAYS)
    ]
    header = [rng.choice(["日期", "统计日期", "date"]), *(rng.choice(NAMES[name]) for name in columns)]
    export = Export(rng, figures, header, ["", *columns], rows, sign=rng.choice([",", "\t", ";"]))
    if rng.random() < 0.4:
        export.titles = [["店铺经营数据"], ["店铺名称", "老陈果园"], ["导出时间", "2026-11-21"]]
    if rng.random() < 0.4:
        export.insert(rng.randrange(1, len(export.header)), "备注", [rng.choice(["", "下雨"]) for _ in DAYS])
    if rng.random() < 0.3:
        export.insert(len(export.header), "访客数", [str(rng.randrange(9999)) for _ in DAYS])
    if rng.random() < 0.3:
        export.rows.append(["合计", *["1"] * (len(export.header) - 1)])
    elif rng.random() < 0.5:
        rng.shuffle(export.rows)
    return export


def _written(rng: random.Random, number: int, *, grouped: bool) -> str:
    if grouped:
        return f"{number:,}"
    return rng.choice([f"{number}", f"{number}.00"])


# What happens to exports. Each changes one in place.


def days_only(export: Export) -> None:
    """Take away what is no day, so that columns may be put in."""
    export.rows = [row for row in export.rows if row[0] != "合计"]


def in_front(word: str) -> Callable[[Export], None]:
    """Put a column that is like one of ours, but of somebody else, before it."""

    def change(export: Export) -> None:
        days_only(export)
        name = export.random.choice([each for each in export.columns if each])
        bare = export.random.choice(NAMES[name]).partition("(")[0].partition("（")[0]
        cells = export.other(name, 2)
        export.insert(export.random.randrange(1, len(export.header) + 1), word.format(bare), cells)

    return change


def only_like(word: str) -> Callable[[Export], None]:
    """Rename a column to something that is like it, but something else."""

    def change(export: Export) -> None:
        at = export.random.choice([at for at, name in enumerate(export.columns) if name])
        name = NAMES[export.columns[at]][0]
        export.header[at] = word.format(name)
        for row in export.rows:
            row[at] = "7"

    return change


def part_rows(export: Export) -> None:
    """Split every day into channels."""
    days_only(export)
    values = export.random.choice(
        [["直播", "短视频", "商品卡"], ["自营", "合作"], ["苹果", "梨"], ["云南店", "四川店"]]
    )
    name = export.random.choice(["载体类型", "渠道", "商品名称", "店铺名称", "类型"])
    export.rows = [[row[0], value, *row[1:]] for row in export.rows for value in values]
    export.header.insert(1, name)
    export.columns.insert(1, "")


def constant(name: str, value: str) -> Callable[[Export], None]:
    """Say in a column that everything is about one part."""

    def change(export: Export) -> None:
        days_only(export)
        for row in export.rows:
            row[1:] = [cell if not cell.replace(",", "").isdigit() else "9" for cell in row[1:]]
        export.insert(export.random.randrange(1, len(export.header) + 1), name, [value] * len(export.rows))

    return change


def one_part(export: Export) -> None:
    """Give the figures of a part, and say so in the name of the file or in a title."""
    days_only(export)
    for row in export.rows:
        row[1:] = [cell if not cell.replace(",", "").isdigit() else "9" for cell in row[1:]]
    word = export.random.choice(["直播成交", "达人带货", "商品卡", "短视频数据", "新客", "同行对比", "目标"])
    if export.random.random() < 0.5:
        export.file = f"{word}.csv"
    else:
        export.titles.append([word])


def other_days(export: Export) -> None:
    """Give days on which something else happened."""
    export.header[0] = export.random.choice(
        ["创建时间", "发布时间", "支付完成时间", "注册日期", "上架时间", "更新时间"]
    )
    for row in export.rows:
        row[1:] = [cell if not cell.replace(",", "").isdigit() else "9" for cell in row[1:]]


def fewer_days(export: Export) -> None:
    """Leave so many days out that no number is whole."""
    days_only(export)
    export.rows = [row for row in export.rows if export.random.random() < 0.55]


def one_day_gone(export: Export) -> None:
    """Leave a day out of the month and of the last thirty, so that a sum is too small."""
    days_only(export)
    gone = export.random.choice([day for day in OCTOBER if day in WINDOW])
    export.rows = [row for row in export.rows if _day(row[0]) != gone]


def weeks(export: Export) -> None:
    """Add the days up to weeks that begin on any day."""
    days_only(export)
    start = export.random.randrange(7)
    if any(name in {"won", "lost", "score"} for name in export.columns):
        export.rows = export.rows[:3]
        return
    by_day = sorted(export.rows, key=lambda row: _day(row[0]))
    rows = []
    for at in range(start, len(by_day) - 6, 7):
        week = by_day[at : at + 7]
        span = f"{_day(week[0][0])}~{_day(week[-1][0])}"
        sums = [
            f"{sum(float(row[column].replace(',', '')) for row in week):.0f}" if name else ""
            for column, name in enumerate(export.columns)
        ]
        rows.append([span, *sums[1:]])
    export.rows = rows


def thousands_unquoted(export: Export) -> None:
    """Write 1,234 without quotation marks between commas."""
    days_only(export)
    export.sign, export.quoted = ",", False
    for row in export.rows:
        row[1:] = [f"{float(cell.replace(',', '')):,.0f}" if _number(cell) else cell for cell in row[1:]]


def twice(export: Export) -> None:
    """Write every row twice."""
    export.rows = [*export.rows, *[list(row) for row in export.rows]]


def no_days(export: Export) -> None:
    """Leave the days out."""
    export.header, export.columns = export.header[1:], export.columns[1:]
    export.rows = [row[1:] for row in export.rows if row[0] != "合计"]


def one_row(export: Export) -> None:
    """Leave one row, of nobody knows which days."""
    no_days(export)
    export.rows = export.rows[:1]


def other_currency(export: Export) -> None:
    """Write the sales in another money, or in parts of another size."""
    at = export.at("paid")
    assert at is not None
    export.header[at] = (
        f"支付金额({export.random.choice(['美元', 'USD', '百元', '件均', '含税', '不含退款'])})"
    )
    for row in export.rows:
        row[at] = "7"


def last_year_beside(export: Export) -> None:
    """Put the table of another year to the right."""
    days_only(export)
    for name in ("日期", *export.header[1:]):
        factor = "2025-10-01" if name == "日期" else "5"
        export.insert(len(export.header), name, [factor] * len(export.rows))


def below(export: Export) -> None:
    """Put another table under this one."""
    days_only(export)
    width = len(export.header)
    export.rows.append(
        ["日期", *["新客成交额", "客单价", "访客", "加购", "收藏", "点击", "曝光", "时长"][: width - 1]]
    )
    export.rows += [[f"{day}", *["3"] * (width - 1)] for day in DAYS]


def unreadable(export: Export) -> None:
    """Make one cell of October something that is no exact number."""
    days_only(export)
    at = export.at(export.random.choice([name for name in export.columns if name]))
    assert at is not None
    row = export.random.choice(
        [row for row in export.rows if _day(row[0]) in OCTOBER[1:] and _day(row[0]) in WINDOW]
    )
    row[at] = export.random.choice(["约200", "5-8", "10万+", "#REF!", "待定", "$5"])


def hours(export: Export) -> None:
    """Split each day in two hours and leave the second half of some out."""
    days_only(export)
    export.rows = [
        [f"{_day(row[0])} {hour}:00", *row[1:]]
        for row in export.rows
        for hour in export.random.sample(["09", "21"], 2)
    ]


def seven_days(export: Export) -> None:
    """Keep seven days."""
    days_only(export)
    export.rows = [row for row in export.rows if _day(row[0]) > LAST - timedelta(days=7)]


def in_wan(export: Export) -> None:
    """Write the sales in 万 and say so above the header."""
    export.titles.append(["单位：万元"])
    for name in ("paid", "refunded", "shelf", "old"):
        if (at := export.at(name)) is not None:
            export.header[at] = NAMES[name][0]
            for row in export.rows:
                if _number(row[at]):
                    row[at] = f"{float(row[at].replace(',', '')) / 10_000:.4f}"


def minus_refunds(export: Export) -> None:
    """Write refunds as taken away."""
    at = export.at("refunded")
    assert at is not None
    for row in export.rows:
        row[at] = f"-{row[at]}"


def _number(cell: str) -> bool:
    return cell.replace(",", "").replace(".", "").replace("-", "").isdigit()


def _day(cell: str) -> date:
    digits = "".join(sign for sign in cell if sign.isdigit())[:8]
    return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))


HARMLESS: list[Callable[[Export], None]] = [in_wan, minus_refunds]
"""After these every number is still right, and ticked."""

CHANGES: list[Callable[[Export], None]] = [
    *map(
        in_front,
        (
            "{}(目标)",
            "{}（同行）",
            "目标{}",
            "行业{}",
            "{}环比",
            "{}(上期)",
            "上月{}",
            "{}（去年同期）",
            "竞店{}",
        ),
    ),
    *map(
        only_like,
        (
            "{}(退款时间)",
            "{}(直播)",
            "{}（达人）",
            "直播{}",
            "{}（预估）",
            "日均{}",
            "累计{}",
            "{}(目标)",
        ),
    ),
    *(part_rows, one_part, other_days, fewer_days, one_day_gone, weeks, thousands_unquoted, twice, no_days),
    *(one_row, other_currency, last_year_beside, below, unreadable, hours, seven_days, in_wan, minus_refunds),
    *(
        constant("载体类型", "直播"),
        constant("商品ID", "38125"),
        constant("达人昵称", "果果"),
        constant("类目", "水果"),
    ),
]


def wrong(export: Export) -> Iterator[str]:
    """Yield every number that is ticked and not right."""
    right = truth(export.shop)
    for metric, offer in offers(read(export.text(), file=export.file)).items():
        if metric == "experience_score" and offer.proposal.as_of in DAYS:
            # Of a day, whichever it is.
            right[metric] = export.shop["score"][DAYS.index(offer.proposal.as_of)]
        if offer.ticked and metric in right and abs(offer.number - right[metric]) > 0.02:
            # A rate of nearly all days, or rows, may differ a little; a sum may not.
            told = {one.code for one in offer.notices}
            rate = metric.endswith(("_rate", "_share")) and told & {"days_missing", "rows_incomplete"}
            if not rate:
                yield f"{metric}: {offer.number}, right is {right[metric]:.2f}"


@pytest.mark.parametrize("seed", range(40))
def test_a_plain_export_gives_every_number_ticked_and_right(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311
    export = plain(rng)
    if seed % 3 == 0:
        rng.choice(HARMLESS)(export)

    found = offers(read(export.text(), file=export.file))

    assert list(wrong(export)) == [], export.header
    assert {"monthly_gmv_after_refunds", "refund_rate"} <= {
        metric for metric, offer in found.items() if offer.ticked
    }, (export.header, export.titles, {m: [n.code for n in o.notices] for m, o in found.items()})


@pytest.mark.parametrize("at", each_of(range(len(CHANGES))))
def test_whatever_happens_to_an_export_what_is_ticked_is_right(at: int) -> None:
    found = []
    for seed in range(6):
        rng = random.Random(f"{at}-{seed}")  # noqa: S311
        export = plain(rng)
        CHANGES[at](export)
        found += [(seed, export.header, each) for each in wrong(export)]

    assert found == []


@pytest.mark.parametrize("seed", range(20))
def test_several_things_that_happen_at_once_tick_nothing_wrong(seed: int) -> None:
    rng = random.Random(f"many-{seed}")  # noqa: S311
    export = plain(rng)
    changes = [in_front("{}(目标)"), in_front("同行{}"), unreadable, one_part, twice, below]
    for at in sorted(rng.sample(range(len(changes)), 3)):
        changes[at](export)

    assert list(wrong(export)) == []


def test_the_day_of_reading_is_after_the_last_of_the_exports() -> None:
    assert LAST < TODAY
