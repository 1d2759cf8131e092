"""Draws pages of numbers after the shape of real ones, with random values, and knows what stands on them.

Twelve layouts, light and dark, at one to three pixels a point. Long pictures
are made of them in `stitching.py`; what happens to a picture afterwards
(cropping, compression, a photo of a screen) is in `damage.py`.
"""

import io
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

import pylopdf_fonts_zh_cn
from PIL import Image, ImageDraw, ImageFont

from assessment.spreadsheets.values import read_number

FONT = Path(pylopdf_fonts_zh_cn.__file__).with_name("NotoSansSC-Regular.otf")
TODAY = date(2026, 11, 28)
Corners = tuple[float, float, float, float]


@lru_cache(maxsize=200)
def font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT, size)


@dataclass(frozen=True)
class Theme:
    """The colours of a page, and the days it is about."""

    ground: str
    tile: str
    ink: str
    faint: str
    line: str
    days: str = ""
    """What a phone's page says about its days; empty for thirty days in any of the ways there are."""


LIGHT = Theme("#f4f5f7", "#ffffff", "#1f2329", "#646a73", "#dee0e3")
DARK = Theme("#101114", "#1c1d21", "#f2f3f5", "#a4a8b0", "#33353b")


@dataclass
class Drawn:
    """A page with what stands on it."""

    layout: str
    picture: Image.Image
    titles: list[str]
    """What says the days."""
    pairs: list[tuple[str, str, Corners]] = field(default_factory=list)
    """Each name with its number as written, and the place of both together, in pixels."""
    halves: list[tuple[str, str]] = field(default_factory=list)
    """Names with numbers of which a part is missing, at a seam between two pages."""
    days_differ: bool = False
    """Whether its parts are about different days."""


class Canvas:
    """A page on its way, in points."""

    def __init__(self, layout: str, size: tuple[int, int], scale: float, theme: Theme) -> None:
        self.scale, self.theme = scale, theme
        self.width, self.height = size
        pixels = (round(size[0] * scale), round(size[1] * scale))
        self.drawn = Drawn(layout, Image.new("RGB", pixels, theme.ground), [])
        self._pen = ImageDraw.Draw(self.drawn.picture)

    def text(  # noqa: PLR0913 - where, what, how
        self, x: float, y: float, text: str, size: float, *, ink: str = "", bold: bool = False
    ) -> Corners:
        """Write a text from its upper left corner; return where it stands, in pixels."""
        at, face = (x * self.scale, y * self.scale), font(round(size * self.scale))
        stroke = max(1, round(size * self.scale / 30)) if bold else 0
        self._pen.text(at, text, font=face, fill=ink or self.theme.ink, stroke_width=stroke)
        return self._pen.textbbox(at, text, font=face, stroke_width=stroke)

    def width_of(self, text: str, size: float) -> float:
        """Return how wide a text is, in points."""
        return font(round(size * self.scale)).getlength(text) / self.scale

    def tile(self, x: float, y: float, width: float, height: float) -> None:
        """Draw the ground of a tile."""
        corners = [value * self.scale for value in (x, y, x + width, y + height)]
        self._pen.rounded_rectangle(corners, 8 * self.scale, fill=self.theme.tile)

    def line(self, x: float, y: float, right: float, bottom: float) -> None:
        """Draw a line."""
        self._pen.line([value * self.scale for value in (x, y, right, bottom)], fill=self.theme.line, width=1)

    def pair(self, name: str, number: str, places: Sequence[Corners]) -> None:
        """Note a name and its number."""
        lefts, tops, rights, bottoms = zip(*places, strict=True)
        self.drawn.pairs.append((name, number, (min(lefts), min(tops), max(rights), max(bottoms))))


# Values


def _share(rng: random.Random, low: float, high: float) -> str:
    return f"{rng.uniform(low, high):.{rng.choice([1, 2, 2])}f}%"


def _amount(rng: random.Random, low: int, high: int) -> str:
    value, sign = rng.uniform(low, high), rng.choice(["¥", "￥", ""])
    kind = rng.random()
    if kind < 0.35:
        return f"{sign}{value / 10_000:.2f}万"
    return f"{sign}{value:,.2f}" if kind < 0.8 else f"{sign}{value:,.0f}"


def _count(rng: random.Random, low: int, high: int) -> str:
    value = rng.randint(low, high)
    return f"{value / 10_000:.1f}万" if value > 20_000 and rng.random() < 0.5 else f"{value:,}"


def _seconds(rng: random.Random, low: int, high: int) -> str:
    value = rng.randint(low, high)
    return f"{value // 60}分{value % 60}秒" if value >= 60 else f"{value}秒"


Make = Callable[[random.Random], str]
SERVICE: dict[str, Make] = {
    "商家体验分": lambda rng: str(rng.randint(60, 100)),
    "揽收时效达成率": lambda rng: _share(rng, 60, 99.9),
    "售后处理时长达成率": lambda rng: _share(rng, 60, 99.9),
    "平均响应时长": lambda rng: _seconds(rng, 8, 400),
    "品质退货率": lambda rng: _share(rng, 0.1, 4),
    "平台求助率": lambda rng: _share(rng, 0.01, 2),
}
SHOP: dict[str, Make] = {
    "用户支付金额": lambda rng: _amount(rng, 200_000, 3_000_000),
    "退款金额(支付时间)": lambda rng: _amount(rng, 20_000, 190_000),
    "支付订单数": lambda rng: _count(rng, 800, 60_000),
    "老客成交占比": lambda rng: _share(rng, 5, 60),
    "商品卡成交占比": lambda rng: _share(rng, 5, 70),
    "退款率": lambda rng: _share(rng, 2, 45),
}
LIVE: dict[str, Make] = {
    "人均看播时长": lambda rng: _seconds(rng, 20, 240),
    "千次观看成交金额": lambda rng: _amount(rng, 300, 4000).replace("万", ""),
    "直播间观看人数": lambda rng: _count(rng, 3000, 90_000),
    "观看-成交率(人数)": lambda rng: _share(rng, 0.5, 8),
    "净增粉丝数": lambda rng: _count(rng, 50, 6000),
}
ADS: dict[str, Make] = {
    "净成交ROI": lambda rng: f"{rng.uniform(0.8, 9):.2f}",
    "消耗": lambda rng: _amount(rng, 9000, 300_000),
}
CREATORS: dict[str, Make] = {"动销达人数": lambda rng: str(rng.randint(2, 400))}
OTHER: dict[str, Make] = {
    "商品曝光人数": lambda rng: _count(rng, 9000, 900_000),
    "商品点击率": lambda rng: _share(rng, 1, 20),
    "客单价": lambda rng: _amount(rng, 20, 400).replace("万", ""),
    "商品访客数": lambda rng: _count(rng, 900, 90_000),
    "点赞次数": lambda rng: _count(rng, 900, 90_000),
    "橱窗访问量": lambda rng: _count(rng, 900, 90_000),
}
OTHER_OF_ADS: dict[str, Make] = {
    "展示次数": lambda rng: _count(rng, 9000, 900_000),
    "转化成本": lambda rng: _amount(rng, 5, 90).replace("万", ""),
}


def some(rng: random.Random, known: dict[str, Make], count: int) -> list[tuple[str, str]]:
    """Return names with numbers: those of one kind, with others among them, in any order."""
    # Beside what only reports of ads have, every number of a shop would be doubted.
    unasked = OTHER | OTHER_OF_ADS if known is ADS else OTHER
    others = rng.sample(list(unasked.items()), min(len(unasked), max(1, count - len(known))))
    every = [*rng.sample(list(known.items()), min(len(known), count)), *others][:count]
    rng.shuffle(every)
    return consistent([(name, make(rng)) for name, make in every])


def consistent(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the same numbers, the share of refunds as it follows from the amounts where they are there."""
    amounts = {name: read_number(number) for name, number in pairs}
    paid, refunded = (amounts.get(name) for name in ("用户支付金额", "退款金额(支付时间)"))
    if paid is None or refunded is None:
        return pairs
    share = f"{float(100 * refunded.number / paid.number):.2f}%"
    return [(name, share if name == "退款率" else number) for name, number in pairs]


def period(rng: random.Random) -> str:
    """Return thirty days in one of the ways that pages write them."""
    last = TODAY - timedelta(days=rng.randint(1, 5))
    first = last - timedelta(days=29)
    return rng.choice(
        [
            "近30天",
            "最近30天",
            f"{first:%Y-%m-%d} ~ {last:%Y-%m-%d}",
            f"近30天 {first:%Y/%m/%d}-{last:%Y/%m/%d}",
            f"统计周期：{first:%Y.%m.%d}至{last:%Y.%m.%d}",
        ]
    )


def other_period(rng: random.Random) -> str:
    """Return other days than those of `period`, as pages write them."""
    last = TODAY - timedelta(days=rng.randint(1, 5))
    length = rng.choice([7, 14, 90])
    first, earlier = last - timedelta(days=length - 1), last - timedelta(days=rng.randint(20, 40))
    return rng.choice(
        [
            "近7天",
            "最近90天",
            "昨日",
            "今日实时",
            f"{last:%Y-%m-%d}",
            f"{first:%Y-%m-%d} ~ {last:%Y-%m-%d}",
            f"近{length}天 {first:%Y/%m/%d}-{last:%Y/%m/%d}",
            f"统计周期：{earlier - timedelta(days=29):%Y.%m.%d}至{earlier:%Y.%m.%d}",
        ]
    )


def change(rng: random.Random) -> str:
    return rng.choice(["较上期 +{}%", "环比 ↑{}%", "较上周期 -{}%", "同行优秀 {}%", "较前30日 {}%"]).format(
        f"{rng.uniform(0.1, 60):.2f}"
    )


# Parts of pages


def tiles(  # noqa: PLR0913 - where, how many, what
    canvas: Canvas,
    rng: random.Random,
    pairs: Sequence[tuple[str, str]],
    *,
    x: float,
    y: float,
    columns: int,
    width: float,
    height: float = 96,
    size: float = 20,
    remark: bool = True,
) -> float:
    """Draw tiles, each a name over its number; return where they end."""
    gap = 8
    for at, (name, number) in enumerate(pairs):
        left = x + (at % columns) * (width + gap)
        top = y + (at // columns) * (height + gap)
        canvas.tile(left, top, width, height)
        one = canvas.text(left + 10, top + 8, name, 12, ink=canvas.theme.faint)
        two = canvas.text(left + 10, top + 30, number, size, bold=rng.random() < 0.5)
        canvas.pair(name, number, [one, two])
        if remark:
            canvas.text(left + 10, top + height - 26, change(rng), 11, ink="#d83931")
    return y + -(-len(pairs) // columns) * (height + gap)


def rows(  # noqa: PLR0913 - where, what
    canvas: Canvas, pairs: Sequence[tuple[str, str]], *, x: float, y: float, right: float, step: float = 44
) -> float:
    """Draw lines with the name on the left and the number at the right edge; return where they end."""
    for name, number in pairs:
        one = canvas.text(x, y + 12, name, 14)
        two = canvas.text(right - canvas.width_of(number, 16), y + 11, number, 16)
        canvas.pair(name, number, [one, two])
        canvas.line(x, y + step, right, y + step)
        y += step
    return y


def table(  # noqa: PLR0913 - where, what
    canvas: Canvas,
    lines: Sequence[Sequence[str]],
    *,
    x: float,
    y: float,
    widths: Sequence[float],
    named: int | None = None,
) -> float:
    """Draw a table, its head first; return where it ends.

    Args:
        canvas: the page.
        lines: the texts.
        x: the left edge.
        y: the upper edge.
        widths: of the columns.
        named: the column whose numbers the first column names; None where no pair is to be noted.
    """
    for row, line in enumerate(lines):
        left, places = x, []
        for text, width in zip(line, widths, strict=True):
            places.append(canvas.text(left + 6, y + 10, text, 13, ink=canvas.theme.faint if row == 0 else ""))
            left += width
        canvas.line(x, y + 36, left, y + 36)
        if named is not None and row:
            canvas.pair(line[0], line[named], [places[0], places[named]])
        y += 36
    return y


def status_bar(canvas: Canvas, rng: random.Random) -> float:
    if rng.random() < 0.7:
        canvas.text(24, 10, f"{rng.randint(0, 23)}:{rng.randint(0, 59):02}", 14, bold=True)
        canvas.text(canvas.width - 66, 12, rng.choice(["5G 87", "4G 42", "Wi-Fi 66"]), 12)
        return 44
    return 8


def head(canvas: Canvas, rng: random.Random, y: float, title: str) -> float:
    """Draw a title and the days; return where they end."""
    canvas.text(16, y, title, 17, bold=True)
    days = canvas.theme.days or period(rng)
    canvas.drawn.titles.append(days)
    canvas.text(16, y + 34, days, 12, ink=canvas.theme.faint)
    if rng.random() < 0.4:
        canvas.text(
            16, y + 54, rng.choice(["老陈果园旗舰店", "山里人家食品专营店"]), 12, ink=canvas.theme.faint
        )
    return y + 80


# Layouts


def doudian_phone(rng: random.Random, scale: float, theme: Theme) -> Drawn:
    canvas = Canvas("doudian_phone", (390, 720), scale, theme)
    y = head(canvas, rng, status_bar(canvas, rng), "经营数据")
    tiles(canvas, rng, some(rng, SHOP, 8), x=16, y=y, columns=2, width=175)
    return canvas.drawn


def doudian_web(rng: random.Random, scale: float, theme: Theme) -> Drawn:
    canvas = Canvas("doudian_web", (1100, 560), scale, theme)
    for at, name in enumerate(["首页", "订单", "商品", "售后", "数据", "营销", "店铺"]):
        canvas.text(20, 80 + at * 40, name, 14)
    canvas.text(180, 24, "核心数据", 18, bold=True)
    days = period(rng)
    canvas.drawn.titles.append(days)
    canvas.text(820, 28, days, 13)
    tiles(canvas, rng, some(rng, SHOP | SERVICE, 10), x=180, y=80, columns=4, width=215, height=110, size=24)
    return canvas.drawn


def compass_overview(rng: random.Random, scale: float, theme: Theme) -> Drawn:
    canvas = Canvas("compass_overview", (1180, 480), scale, theme)
    canvas.text(24, 20, "成交概览", 18, bold=True)
    days = period(rng)
    canvas.drawn.titles.append(days)
    canvas.text(130, 24, days, 13, ink=canvas.theme.faint)
    for at, (name, number) in enumerate(some(rng, SHOP, 8)):
        left, top = 24 + (at % 4) * 285, 70 + (at // 4) * 180
        canvas.tile(left, top, 275, 165)
        one = canvas.text(left + 14, top + 12, name + rng.choice(["", " ?"]), 14, ink=canvas.theme.faint)
        two = canvas.text(left + 14, top + 42, number, 24)
        canvas.pair(name, number, [one, two])
        canvas.text(left + 14, top + 92, "较上期", 12, ink=canvas.theme.faint)
        canvas.text(left + 70, top + 92, f"{rng.uniform(0, 40):.2f}%", 12, ink="#d83931")
        canvas.text(left + 14, top + 120, "同行优秀", 12, ink=canvas.theme.faint)
        canvas.text(left + 82, top + 120, _share(rng, 1, 90) if "%" in number else number, 12)
    return canvas.drawn


def live_list(rng: random.Random, scale: float, theme: Theme) -> Drawn:
    canvas = Canvas("live_list", (900, 560), scale, theme)
    canvas.text(24, 20, "直播列表", 18, bold=True)
    lines = [["直播间", "直播时长", "直播间观看人数", "直播间成交金额", "千次观看成交金额"]]
    for _ in range(rng.randint(3, 8)):
        minutes = rng.randint(60, 400)
        lines.append(
            [
                rng.choice(["老陈果园", "果园直播间", "老陈的店"]) + str(rng.randint(1, 9)) + "号",
                f"{minutes // 60}小时{minutes % 60}分",
                _count(rng, 500, 15_000),
                _amount(rng, 2000, 90_000),
                _amount(rng, 300, 3000).replace("万", ""),
            ]
        )
    table(canvas, lines, x=24, y=70, widths=[150, 140, 180, 180, 180])
    return canvas.drawn


def refund_page(rng: random.Random, scale: float, theme: Theme) -> Drawn:
    canvas = Canvas("refund_page", (390, 640), scale, theme)
    y = head(canvas, rng, status_bar(canvas, rng), "售后分析")
    shares = {"退款率": SHOP["退款率"], "品质退货率": SERVICE["品质退货率"]}
    y = tiles(canvas, rng, some(rng, shares, 4), x=16, y=y, columns=2, width=175)
    known = {name: SERVICE[name] for name in ("售后处理时长达成率", "平台求助率", "平均响应时长")}
    rows(canvas, some(rng, known, 4), x=20, y=y + 10, right=370)
    return canvas.drawn


def qianchuan_phone(rng: random.Random, scale: float, theme: Theme) -> Drawn:
    canvas = Canvas("qianchuan_phone", (390, 520), scale, theme)
    y = head(canvas, rng, status_bar(canvas, rng), "账户数据")
    tiles(canvas, rng, some(rng, ADS, 6), x=12, y=y, columns=3, width=117, height=84, size=16,
          remark=rng.random() < 0.6)  # fmt: skip
    return canvas.drawn


def qianchuan_web(rng: random.Random, scale: float, theme: Theme) -> Drawn:
    canvas = Canvas("qianchuan_web", (1200, 560), scale, theme)
    canvas.text(24, 18, "数据概览", 18, bold=True)
    days = period(rng)
    canvas.drawn.titles.append(days)
    canvas.text(900, 22, days, 13)
    y = tiles(canvas, rng, some(rng, ADS, 5), x=24, y=60, columns=5, width=220, height=100, size=22)
    lines = [["计划名称", "消耗", "净成交ROI", "展示次数"]]
    for at in range(rng.randint(2, 5)):
        lines.append(  # noqa: PERF401 - the values come one after the other
            [
                f"推商品计划{at + 1}",
                _amount(rng, 500, 9000),
                f"{rng.uniform(0.5, 8):.2f}",
                _count(rng, 900, 90_000),
            ]
        )
    table(canvas, lines, x=24, y=y + 20, widths=[260, 200, 200, 200])
    return canvas.drawn


def creator_desk(rng: random.Random, scale: float, theme: Theme) -> Drawn:
    canvas = Canvas("creator_desk", (390, 760), scale, theme)
    y = head(canvas, rng, status_bar(canvas, rng), "数据参谋")
    tiles(canvas, rng, some(rng, LIVE, 8), x=16, y=y, columns=2, width=175, remark=rng.random() < 0.7)
    return canvas.drawn


def alliance(rng: random.Random, scale: float, theme: Theme) -> Drawn:
    canvas = Canvas("alliance", (390, 560), scale, theme)
    y = head(canvas, rng, status_bar(canvas, rng), "推广概况")
    rows(canvas, some(rng, CREATORS | {"退款率": SHOP["退款率"]}, 7), x=20, y=y, right=370)
    return canvas.drawn


def experience(rng: random.Random, scale: float, theme: Theme) -> Drawn:
    canvas = Canvas("experience", (390, 620), scale, theme)
    y = head(canvas, rng, status_bar(canvas, rng), "体验分详情")
    score = SERVICE["商家体验分"](rng)
    one = canvas.text(20, y, "商家体验分", 14)
    two = canvas.text(20, y + 24, score, 40, bold=True)
    canvas.pair("商家体验分", score, [one, two])
    lines = [["指标", "当前", "同行优秀"]]
    for name in rng.sample([name for name in SERVICE if name != "商家体验分"], rng.randint(2, 5)):
        lines += [[name, SERVICE[name](rng), SERVICE[name](rng)]]
    table(canvas, lines, x=14, y=y + 100, widths=[170, 90, 100], named=1)
    return canvas.drawn


def own_sheet(rng: random.Random, scale: float, _: Theme) -> Drawn:
    canvas = Canvas("own_sheet", (560, 460), scale, LIGHT)
    days = period(rng)
    canvas.drawn.titles.append(days)
    canvas.text(30, 20, days, 14)
    made = SERVICE | SHOP
    names = rng.sample(list(made), rng.randint(4, 8))
    ours = consistent([(name, made[name](rng)) for name in names])
    lines = [["指标", "数值", "上月"], *([name, number, made[name](rng)] for name, number in ours)]
    table(canvas, lines, x=24, y=56, widths=[220, 140, 140], named=1)
    return canvas.drawn


def compass_phone(rng: random.Random, scale: float, theme: Theme) -> Drawn:
    canvas = Canvas("compass_phone", (390, 1500), scale, theme)
    y = head(canvas, rng, status_bar(canvas, rng), "罗盘")
    for title, known in (("成交", SHOP), ("服务", SERVICE)):
        canvas.text(16, y + 4, title, 16, bold=True)
        y = tiles(canvas, rng, some(rng, known, 8), x=16, y=y + 32, columns=2, width=175) + 16
    return canvas.drawn


PLAIN = (("退款率", "12.35%"), ("老客成交占比", "31.2%"), ("商品访客数", "8,231"))


def screenshot(pairs: Sequence[tuple[str, str]] = PLAIN, days: str = "近30天") -> bytes:
    """Return a plain page of three numbers, as a phone keeps it."""
    canvas = Canvas("plain", (390, 320), 2, LIGHT)
    canvas.text(16, 16, "经营数据", 17, bold=True)
    canvas.text(16, 48, days, 12)
    rng = random.Random(1)  # noqa: S311 - the same page each time
    tiles(canvas, rng, pairs, x=16, y=80, columns=2, width=175)
    stream = io.BytesIO()
    canvas.drawn.picture.save(stream, "JPEG", quality=85)
    return stream.getvalue()


Layout = Callable[[random.Random, float, Theme], Drawn]
LAYOUTS: tuple[Layout, ...] = (
    doudian_phone, doudian_web, compass_overview, live_list, refund_page, qianchuan_phone, qianchuan_web,
    creator_desk, alliance, experience, own_sheet, compass_phone,
)  # fmt: skip
