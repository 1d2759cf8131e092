"""Pages whose shape the reader was not written for, each with what a person would read in it.

One of each, the same each time. What came of them stands in `docs/pictures.md`.
"""

import io
import math
import random
from collections.abc import Callable, Sequence
from datetime import timedelta

from PIL import ImageDraw

from tests.pictures.back_ends import BACK_ENDS
from tests.pictures.damage import Sample, photographed
from tests.pictures.drawing import DARK, LIGHT, TODAY, Canvas, Drawn
from tests.pictures.pieces import cells, circle, grid, pair, titled
from tests.pictures.trade_pages import TRADE_PAGES


def chart_with_labels() -> Drawn:
    """Draw a line chart with an axis, and the value of one day beside its point."""
    canvas = titled("chart with labels", (390, 640), "经营趋势")
    pair(canvas, (24, 80), "老客成交占比", "28.4%")
    pair(canvas, (210, 80), "商品卡成交占比", "33.1%")
    canvas.tile(12, 150, 366, 300)
    for at in range(5):
        canvas.text(18, 400 - at * 48, f"{at * 5}%", 11, ink=canvas.theme.faint)
        canvas.line(52, 408 - at * 48, 370, 408 - at * 48)
    for at in range(6):
        day = TODAY - timedelta(days=29 - at * 5)
        canvas.text(52 + at * 52, 422, f"{day:%m-%d}", 11, ink=canvas.theme.faint)
    before = (52.0, 300.0)
    for at in range(1, 30):
        after = (52 + at * 10.8, 300 - 60 * math.sin(at / 4) - at)
        canvas.line(*before, *after)
        before = after
    canvas.tile(196, 196, 150, 58)
    canvas.text(204, 200, "11-15", 11, ink=canvas.theme.faint)
    canvas.text(204, 220, "退款率", 12)
    canvas.text(286, 220, "19.2%", 12)
    return canvas.drawn


def cards_with_icons() -> Drawn:
    """Draw cards in two columns: a round sign, the name beside it, the number in the middle, its change."""
    canvas = Canvas("cards with icons", (390, 560), 2.625, DARK)
    canvas.text(120, 16, "小店助手", 17, bold=True)
    canvas.text(150, 46, "最近30天", 12, ink=canvas.theme.faint)
    numbers = """
        退款率 6.31%
        老客成交占比 24.8%
        商品卡成交占比 41.06%
        平台求助率 0.42%
        品质退货率 1.07%
        揽收时效达成率 98.61%
    """
    for at, (name, number) in enumerate(cells(numbers)):
        x, y = 16 + (at % 2) * 184, 80 + (at // 2) * 130
        canvas.tile(x, y, 174, 118)
        circle(canvas, x + 26, y + 26, 13)
        canvas.text(x + 20, y + 16, "¥%订退★赔"[at], 12, ink="#ffffff")
        one = canvas.text(x + 48, y + 17, name, 13, ink=canvas.theme.faint)
        two = canvas.text(x + 30, y + 56, number, 26, bold=True)
        canvas.text(x + 120, y + 92, ["↑2.1%", "↓0.4%"][at % 2], 11, ink="#d83931")
        canvas.pair(name, number, [one, two])
    return canvas.drawn


def english() -> Drawn:
    """Draw a page in English, with the numbers of the industry under one's own."""
    canvas = Canvas("english", (760, 420), 2, LIGHT)
    canvas.text(24, 20, "Shop performance", 20, bold=True)
    canvas.text(24, 52, "Last 30 days", 13, ink=canvas.theme.faint)
    numbers = [
        ("Refund rate", "7.42%"),
        ("Share of sales from past buyers", "18.3%"),
        ("Orders paid", "12,408"),
        ("Experience score", "93"),
        ("Returns for quality reasons", "1.9%"),
        ("Time on air", "41 h"),
    ]
    for at, (name, number) in enumerate(numbers):
        x, y = 24 + (at % 3) * 240, 90 + (at // 3) * 150
        canvas.tile(x, y, 228, 136)
        one = canvas.text(x + 14, y + 12, name, 14, ink=canvas.theme.faint)
        two = canvas.text(x + 14, y + 40, number, 26)
        canvas.text(x + 14, y + 84, f"vs previous period +{at + 1}.4%", 12, ink="#2ea121")
        canvas.text(x + 14, y + 106, f"Industry average {at + 5}.2%", 12, ink=canvas.theme.faint)
        canvas.pair(name, number, [one, two])
    return canvas.drawn


def two_periods_beside() -> Drawn:
    """Draw two columns of tiles beside one another, of seven days and of thirty."""
    canvas = Canvas("two periods side by side", (800, 420), 1.5, LIGHT)
    for at, (days, shares) in enumerate(
        [("近7天", ["3.1%", "22.0%", "1.9%"]), ("近30天", ["4.8%", "25.5%", "1.2%"])]
    ):
        x = 24 + at * 390
        canvas.tile(x, 20, 370, 380)
        canvas.text(x + 16, 32, days, 18, bold=True)
        for line, (name, number) in enumerate(
            zip(["退款率", "老客成交占比", "品质退货率"], shares, strict=True)
        ):
            canvas.text(x + 16, 84 + line * 96, name, 13, ink=canvas.theme.faint)
            canvas.text(x + 16, 106 + line * 96, number, 24)
    canvas.drawn.days_differ = True
    return canvas.drawn


def half_number_at_edge() -> Drawn:
    """Draw a row of cards that goes on beyond the right edge: its third number ends between two digits."""
    canvas = titled("half a number at the edge", (390, 330), "数据概览")
    for at, (name, number) in enumerate([("退款率", "5.27%"), ("品质退货率", "0.86%")]):
        x = 16 + at * 150
        canvas.tile(x, 80, 140, 100)
        pair(canvas, (x + 10, 92), name, number, 24)
    canvas.tile(308, 80, 140, 100)
    canvas.text(312, 92, "老客成交占比", 12, ink=canvas.theme.faint)
    # Of 31.25 % only 31 can be seen.
    canvas.text(390 - canvas.width_of("31", 24) - 1, 112, "31.25%", 24)
    for at, (name, number) in enumerate([("揽收时效达成率", "97.4%"), ("平台求助率", "0.33%")]):
        x = 16 + at * 190
        canvas.tile(x, 200, 180, 100)
        pair(canvas, (x + 10, 212), name, number, 24)
    return canvas.drawn


def cut_with_dots() -> Drawn:
    """Draw tiles too narrow for their numbers, which end in dots."""
    canvas = titled("numbers that end in dots", (390, 300), "数据概览")
    numbers = """
        用户支付金额 ¥1,234…
        退款金额(支付时间) ¥98,2…
        老客成交占比 31.2%
        净增粉丝数 12…
    """
    for at, (name, number) in enumerate(cells(numbers)):
        x, y = 16 + (at % 2) * 184, 80 + (at // 2) * 104
        canvas.tile(x, y, 174, 96)
        if "…" in number:
            canvas.text(x + 10, y + 10, name, 12, ink=canvas.theme.faint)
            canvas.text(x + 10, y + 32, number, 24)
        else:
            pair(canvas, (x + 10, y + 10), name, number, 24)
    return canvas.drawn


def chat() -> Drawn:
    """Draw a chat in which somebody reports the numbers of the last thirty days, and a peer's."""
    canvas = Canvas("chat", (390, 560), 2, LIGHT)
    canvas.text(140, 16, "老陈果园运营群", 15, bold=True)
    lines = ["近30天数据：", "退款率：6.2%", "老客成交占比：27.5%", "平台求助率 0.51%", "商家体验分 91"]
    canvas.tile(60, 60, 300, 36 + 30 * len(lines))
    for at, line in enumerate(lines):
        place = canvas.text(74, 74 + at * 30, line, 15)
        for name in ("退款率", "老客成交占比", "平台求助率", "商家体验分"):
            if line.startswith(name):
                canvas.pair(name, line.removeprefix(name).strip("： "), [place])
    canvas.tile(60, 280, 300, 80)
    canvas.text(74, 292, "隔壁店体验分 95", 15)
    canvas.text(74, 322, "同行退款率 3.1%", 15)
    canvas.text(170, 400, "昨天 21:08", 12, ink=canvas.theme.faint)
    return canvas.drawn


def ball_over_numbers() -> Drawn:
    """Draw lines with numbers at their end, over some of which a round button hovers."""
    canvas = titled("a button over numbers", (390, 420), "店铺数据")
    numbers = [
        ("退款率", "5.52%"),
        ("品质退货率", "1.18%"),
        ("揽收时效达成率", "98.61%"),
        ("老客成交占比", "27.30%"),
        ("平台求助率", "0.44%"),
    ]
    for at, (name, number) in enumerate(numbers):
        y = 80 + at * 60
        one = canvas.text(20, y, name, 15)
        two = canvas.text(368 - canvas.width_of(number, 17), y, number, 17)
        if name not in {"揽收时效达成率", "老客成交占比"}:
            canvas.pair(name, number, [one, two])
    # All of the first behind its point, and of the second its sign.
    circle(canvas, 368, 80 + 2 * 60 + 12, 36)
    circle(canvas, 372, 80 + 3 * 60 + 12, 16)
    canvas.drawn.halves += [("揽收时效达成率", "98.61%"), ("老客成交占比", "27.30%")]
    return canvas.drawn


def own_spreadsheet_photographed() -> Drawn:
    """Draw a spreadsheet program with letters over its columns and numbers before its rows."""
    canvas = Canvas("spreadsheet, photographed", (620, 420), 2.5, LIGHT)
    widths = [40, 220, 120, 120, 120]
    lines = cells("""
        1 指标 本月 上月 同行
        2 退款率 8.15% 9.02% 6.60%
        3 老客成交占比 22.4% 20.1% 30.0%
        4 品质退货率 1.31% 1.52% 0.90%
        5 揽收时效达成率 96.8% 95.0% 98.2%
        6 平台求助率 0.27% 0.35% 0.21%
    """)
    lines.insert(0, ["", "A", "B", "C", "D"])
    canvas.text(20, 12, "近30天 店铺指标", 15)
    grid(canvas, lines, (10, 44), widths, named=(1, 2), first=2)
    return canvas.drawn


def days_below_each_other() -> Drawn:
    """Draw a table of the last ten days, of which the screen shows no more."""
    canvas = titled("ten days of thirty", (390, 560), "每日数据")
    rng = random.Random(5)  # noqa: S311 - the same page each time
    lines = [["日期", "用户支付金额", "退款率"]]
    for back in range(1, 11):
        lines.append(  # noqa: PERF401 - one after the other
            [
                f"{TODAY - timedelta(days=back):%Y-%m-%d}",
                f"{rng.randint(9000, 40_000):,}",
                f"{rng.uniform(3, 9):.2f}%",
            ]
        )
    grid(canvas, lines, (10, 80), [130, 130, 110], named=None)
    canvas.drawn.days_differ = True
    return canvas.drawn


def peers_first() -> Drawn:
    """Draw a comparison in which the peers stand before one's own shop."""
    canvas = titled("peers before the shop", (560, 320), "同行对比")
    lines = cells("""
        指标 同行优秀 本店 差距
        退款率 4.10% 7.95% +3.85%
        品质退货率 0.70% 1.22% +0.52%
        平台求助率 0.20% 0.18% -0.02%
    """)
    grid(canvas, lines, (16, 76), [190, 110, 110, 110], named=(0, 2))
    return canvas.drawn


def goal_with_progress() -> Drawn:
    """Draw a goal and how much of it is reached."""
    canvas = titled("a goal and its progress", (390, 420), "本月目标", "2026-10-29 ~ 2026-11-27")
    canvas.tile(16, 80, 358, 130)
    canvas.text(30, 92, "用户支付金额", 13, ink=canvas.theme.faint)
    canvas.text(30, 114, "目标 ¥500,000", 20)
    canvas.text(30, 150, "已完成 62%", 14)
    canvas.text(200, 150, "还差 ¥190,000", 14)
    canvas.tile(16, 226, 358, 130)
    canvas.text(30, 238, "退款率", 13, ink=canvas.theme.faint)
    canvas.text(30, 260, "目标 6%", 20)
    one = canvas.text(30, 300, "当前退款率", 14)
    two = canvas.text(200, 300, "8.30%", 14)
    canvas.pair("退款率", "8.30%", [one, two])
    return canvas.drawn


def parts_of_the_shop() -> Drawn:
    """Draw a section for the rooms and one for the shelf, each with names of its own numbers."""
    canvas = titled("sections for parts of the shop", (390, 460), "渠道分析")
    for at, (part, name, number) in enumerate(
        [("直播间", "退款率", "11.20%"), ("商品卡", "品质退货率", "0.60%")]
    ):
        y = 80 + at * 180
        canvas.text(16, y, part, 16, bold=True)
        canvas.tile(16, y + 30, 358, 120)
        canvas.text(30, y + 42, name, 13, ink=canvas.theme.faint)
        canvas.text(30, y + 66, number, 26)
    canvas.drawn.days_differ = True
    return canvas.drawn


def numbers_over_names() -> Drawn:
    """Draw numbers with their names under them, in the middle of columns."""
    canvas = Canvas("numbers over names", (390, 320), 3, DARK)
    canvas.text(16, 16, "店铺看板", 17, bold=True)
    canvas.text(16, 46, "最近30天", 12)
    for at, (name, number) in enumerate(
        [("退款率", "9.31%"), ("商家体验分", "88"), ("平台求助率", "0.61%"), ("老客成交占比", "19.5%")]
    ):
        x, y = 16 + (at % 2) * 184, 80 + (at // 2) * 104
        canvas.tile(x, y, 174, 96)
        two = canvas.text(x + 87 - canvas.width_of(number, 26) / 2, y + 12, number, 26, bold=True)
        one = canvas.text(x + 87 - canvas.width_of(name, 12) / 2, y + 62, name, 12, ink=canvas.theme.faint)
        canvas.pair(name, number, [one, two])
    return canvas.drawn


def dial() -> Drawn:
    """Draw a dial with the score in its middle, and a full score beside it."""
    canvas = titled("a dial", (390, 520), "店铺体验", f"更新于 {TODAY - timedelta(days=1):%Y-%m-%d}")
    box = [value * canvas.scale for value in (95, 80, 295, 280)]
    ImageDraw.Draw(canvas.drawn.picture).arc(box, 140, 400, fill="#3370ff", width=16)
    one = canvas.text(160, 140, "商家体验分", 14, ink=canvas.theme.faint)
    two = canvas.text(166, 164, "87", 48, bold=True)
    canvas.text(236, 196, "/100", 14, ink=canvas.theme.faint)
    canvas.text(140, 240, "超过 64% 同行", 13)
    canvas.pair("商家体验分", "87", [one, two])
    for at, (name, full, got) in enumerate([("商品体验", "满分 100", "84"), ("物流体验", "满分 100", "92")]):
        canvas.text(30, 320 + at * 60, name, 14)
        canvas.text(150, 320 + at * 60, full, 12, ink=canvas.theme.faint)
        canvas.text(330, 318 + at * 60, got, 18)
    return canvas.drawn


def photographed_spreadsheet() -> Drawn:
    """Photograph a merchant's own table."""
    return photo(own_spreadsheet_photographed(), 4)


def spreadsheet_upside_down() -> Drawn:
    """Photograph it the wrong way up; where its numbers stand is no longer right."""
    drawn = photo(own_spreadsheet_photographed(), 7)
    drawn.picture, drawn.layout = drawn.picture.rotate(180, expand=True), "spreadsheet, upside down"
    return drawn


def cards_on_their_side() -> Drawn:
    """Turn cards with icons; where their numbers stand is no longer right."""
    drawn = cards_with_icons()
    drawn.picture, drawn.layout = drawn.picture.rotate(90, expand=True), "cards, on their side"
    return drawn


def photo(drawn: Drawn, seed: int) -> Drawn:
    """Photograph a page."""
    drawn.picture = photographed(drawn.picture, random.Random(seed))  # noqa: S311 - the same picture each time
    return drawn


PHOTOS: Sequence[Callable[[], Drawn]] = (photographed_spreadsheet, spreadsheet_upside_down)
UNFAMILIAR: Sequence[Callable[[], Drawn]] = (
    chart_with_labels,
    cards_with_icons,
    english,
    two_periods_beside,
    half_number_at_edge,
    cut_with_dots,
    ball_over_numbers,
    chat,
    *PHOTOS,
    cards_on_their_side,
    days_below_each_other,
    peers_first,
    goal_with_progress,
    parts_of_the_shop,
    numbers_over_names,
    dial,
    *TRADE_PAGES,
    *BACK_ENDS,
)


def unfamiliar() -> list[Sample]:
    """Return these pages, as JPEG."""
    return [pictured(make) for make in UNFAMILIAR]


def pictured(make: Callable[[], Drawn]) -> Sample:
    """Return one of them."""
    drawn, stream = make(), io.BytesIO()
    drawn.picture.save(stream, "JPEG", quality=85)
    pairs = tuple((name, number) for name, number, _ in drawn.pairs)
    every = (*pairs, *drawn.halves)
    return Sample(
        drawn.layout, stream.getvalue(), make in PHOTOS, pairs, every, tuple(drawn.titles), drawn.days_differ
    )
