"""More pages the reader was not written for, as they go round in the trade: forwarded, put together, in use.

Among them are pages on which the number that catches the eye is not the shop's own, or not of these days.
"""

from collections.abc import Callable, Sequence

from PIL import ImageDraw

from tests.pictures.drawing import DARK, LIGHT, Canvas, Corners, Drawn
from tests.pictures.pieces import cells, grid, name_over_number, pair, tile_pairs, titled


def forwarded_chat() -> Drawn:
    """Draw a record of a chat, forwarded as one long picture: a month's report, a day's, and the year's."""
    canvas = Canvas("forwarded chat", (390, 900), 2, LIGHT)
    canvas.text(110, 16, "群聊的聊天记录", 16, bold=True)
    said = [
        ("老陈", "11月2日 09:12", ["10月数据出来了", "退款率 7.1%", "老客成交占比 26.4%"]),
        ("小李", "11月27日 21:40", ["今天退款率 5.2%", "商家体验分 86"]),
        ("老陈", "11月27日 21:44", ["全年退款率 8.8%，还行", "隔壁那家退款率 3.0%"]),
    ]
    y = 60.0
    for who, when, lines in said:
        canvas.text(16, y, who, 13, ink=canvas.theme.faint)
        canvas.text(250, y, when, 12, ink=canvas.theme.faint)
        canvas.tile(16, y + 24, 330, 16 + 30 * len(lines))
        for at, line in enumerate(lines):
            canvas.text(28, y + 34 + 30 * at, line, 15)
        y += 70 + 30 * len(lines)
    canvas.drawn.days_differ = True
    return canvas.drawn


def stream_on_air() -> Drawn:
    """Draw the wall of a room on air: its sales in the middle, names under numbers, goods on the right."""
    canvas = Canvas("a room on air", (1280, 720), 1.5, DARK)
    canvas.text(520, 20, "老陈果园 直播大屏", 24, bold=True)
    canvas.text(1080, 28, "已开播 02:31:08", 14, ink=canvas.theme.faint)
    canvas.text(560, 110, "直播间成交金额", 16, ink=canvas.theme.faint)
    canvas.text(480, 140, "¥386,201.50", 52, bold=True)
    numbers = """
        人均看播时长 1分12秒
        千次观看成交金额 ¥1,204.6
        观看-成交率(人数) 3.42%
        净增粉丝数 1,208
    """
    for at, (name, number) in enumerate(cells(numbers)):
        pair(canvas, (60 + at * 220, 300), name, number, 26)
    for at, (name, number) in enumerate([("在线人数", "2,841"), ("退款率", "1.02%"), ("成交件数", "6,022")]):
        canvas.text(60 + at * 300, 460, number, 34, bold=True)
        canvas.text(60 + at * 300, 512, name, 13, ink=canvas.theme.faint)
    lines = cells("""
        商品 成交金额 退款率
        丑苹果5斤 ¥88,201 2.1%
        黄金蜜桃 ¥60,442 0.9%
        冰糖橙 ¥41,007 1.4%
    """)
    grid(canvas, lines, (930, 290), [120, 110, 90], named=None)
    canvas.drawn.pairs.clear()
    canvas.drawn.days_differ = True
    return canvas.drawn


def sheet_on_a_phone() -> Drawn:
    """Draw a sheet opened on a phone: a formula above, last month beside this one, tabs below."""
    canvas = Canvas("a sheet on a phone", (390, 700), 2, LIGHT)
    canvas.text(60, 14, "果园月报2026.xlsx", 16)
    canvas.text(12, 50, "fx", 14, ink=canvas.theme.faint)
    canvas.text(44, 50, "=B4/B3", 14)
    lines = cells("""
        . A B C
        1 2026年10月 果园月报 .
        2 指标 本月 上月
        3 退款率 7.42% 8.10%
        4 老客成交占比 27.9% 25.0%
        5 平台求助率 0.38% 0.41%
        6 品质退货率 1.12% 1.30%
    """)
    for line in lines:
        line[:] = ["" if text == "." else text for text in line]
    grid(canvas, lines, (4, 84), [34, 150, 100, 98], named=None)
    for line in lines[3:]:
        canvas.drawn.pairs.append((line[1], line[2], (0, 0, 1, 1)))
    canvas.drawn.titles.append("2026年10月")
    canvas.text(20, 650, "10月", 14, bold=True)
    canvas.text(90, 650, "9月", 14, ink=canvas.theme.faint)
    canvas.text(150, 650, "明细", 14, ink=canvas.theme.faint)
    return canvas.drawn


def bill() -> Drawn:
    """Draw a month's bill: what was settled in it, which is not what was sold in it."""
    canvas = Canvas("a bill", (390, 620), 2, LIGHT)
    canvas.text(150, 16, "月账单", 17, bold=True)
    canvas.text(16, 52, "2026年10月", 15)
    canvas.text(16, 90, "结算金额(元)", 13, ink=canvas.theme.faint)
    canvas.text(16, 112, "318,402.77", 32, bold=True)
    lines = [
        ("订单实付应结", "+402,118.20"),
        ("退款金额", "-48,210.44"),
        ("平台服务费", "-12,063.55"),
        ("达人佣金", "-20,105.91"),
        ("运费险", "-3,335.53"),
    ]
    for at, (name, number) in enumerate(lines):
        y = 180 + at * 56
        canvas.text(20, y, name, 15)
        canvas.text(368 - canvas.width_of(number, 16), y, number, 16)
    canvas.drawn.days_differ = True
    return canvas.drawn


def two_shops_beside() -> Drawn:
    """Draw a card of one's own shop and a card of another shop, with the same names in both."""
    canvas = titled("two shops side by side", (390, 560), "竞店分析")
    shops = [
        ("本店", ["7.31%", "1.02%", "24.4%"]),
        ("山里人家食品专营店", ["4.02%", "0.60%", "38.1%"]),
    ]
    for side, (shop, numbers) in enumerate(shops):
        x = 12 + side * 188
        canvas.tile(x, 76, 178, 330)
        canvas.text(x + 12, 88, shop, 14, bold=True)
        for at, (name, number) in enumerate(
            zip(["退款率", "品质退货率", "老客成交占比"], numbers, strict=True)
        ):
            name_over_number(canvas, (x + 12, 130 + at * 84), name, number, 22)
    canvas.drawn.days_differ = True
    return canvas.drawn


def keyboard_over_page() -> Drawn:
    """Draw tiles over whose lower rows the keyboard for numbers has come up."""
    canvas = titled("a keyboard over the page", (390, 844), "店铺数据")
    canvas.text(250, 50, "搜索指标", 12, ink=canvas.theme.faint)
    numbers = """
        退款率 6.28%
        老客成交占比 23.1%
        品质退货率 0.94%
        平台求助率 0.36%
        商品卡成交占比 35.02%
        揽收时效达成率 97.1%
    """
    tile_pairs(canvas, numbers)
    pen = ImageDraw.Draw(canvas.drawn.picture)
    pen.rectangle([0, 400 * 2, 390 * 2, 844 * 2], fill="#d1d4da")
    keys = cells("1 2 3\n4 5 6\n7 8 9\n. 0 完成")
    for row, line in enumerate(keys):
        for column, key in enumerate(line):
            canvas.tile(8 + column * 126, 450 + row * 92, 120, 84)
            canvas.text(58 + column * 126, 474 + row * 92, key, 24)
    return canvas.drawn


def both_languages() -> Drawn:
    """Draw a page for a partner abroad: each name in Chinese, and in English under it; numbers far right."""
    canvas = Canvas("names in two languages", (620, 460), 2, LIGHT)
    canvas.text(24, 16, "店铺月度概览 Monthly overview", 18, bold=True)
    canvas.text(24, 48, "2026-10-01 ~ 2026-10-31", 13)
    canvas.drawn.titles.append("2026-10-01 ~ 2026-10-31")
    numbers = [
        ("退款率", "Refund rate", "7.77%", "9.1%"),
        ("品质退货率", "Quality return rate", "1.05%", "1.4%"),
        ("老客成交占比", "Share of past buyers", "29.3%", "30.2%"),
    ]
    canvas.text(340, 84, "本店 Ours", 13, ink=canvas.theme.faint)
    canvas.text(470, 84, "同行 Peers", 13, ink=canvas.theme.faint)
    for at, (name, english, number, peers) in enumerate(numbers):
        y = 114 + at * 76
        one = canvas.text(24, y, name, 16)
        canvas.text(24, y + 26, english, 11, ink=canvas.theme.faint)
        two = canvas.text(340, y + 4, number, 20)
        canvas.text(470, y + 4, peers, 20, ink=canvas.theme.faint)
        canvas.pair(name, number, [one, two])
    return canvas.drawn


def small_decimals() -> Drawn:
    """Draw numbers whose digits behind the point are small, and a unit that is small as well."""
    canvas = titled("small decimals", (390, 420), "经营概览", theme=DARK)
    numbers = [
        ("净成交ROI", "3", ".42", ""),
        ("退款率", "12", ".35", "%"),
        ("商家体验分", "92", "", "分"),
        ("人均看播时长", "1", ".5", "分钟"),
    ]
    for at, (name, whole, small, unit) in enumerate(numbers):
        x, y = 16 + (at % 2) * 184, 80 + (at // 2) * 130
        canvas.tile(x, y, 174, 118)
        one = canvas.text(x + 12, y + 12, name, 13, ink=canvas.theme.faint)
        two = canvas.text(x + 12, y + 40, whole, 40, bold=True)
        behind = x + 14 + canvas.width_of(whole, 40)
        places: list[Corners] = [one, two]
        for text, size in ((small, 22), (unit, 12)):
            if text:
                places.append(canvas.text(behind, y + 40 + (40 - size) * 1.1, text, size))
                behind += canvas.width_of(text, size) + 2
        canvas.pair(name, f"{whole}{small}{unit}", places)
    return canvas.drawn


def before_and_after() -> Drawn:
    """Draw what a consultant promises: each number as it was, struck through, and as it is now."""
    canvas = titled("before and after", (390, 420), "陪跑30天成果")
    numbers = [("退款率", "12.4%", "7.9%"), ("商家体验分", "71", "88"), ("老客成交占比", "12%", "26%")]
    for at, (name, was, now) in enumerate(numbers):
        y = 90 + at * 100
        canvas.tile(16, y, 358, 88)
        canvas.text(30, y + 10, name, 14, ink=canvas.theme.faint)
        corners = canvas.text(30, y + 40, was, 22, ink=canvas.theme.faint)
        canvas.line(28, y + 54, corners[2] / canvas.scale + 2, y + 54)
        canvas.text(130, y + 40, "→", 22)
        canvas.text(180, y + 36, now, 30, bold=True)
    canvas.drawn.days_differ = True
    return canvas.drawn


def said_in_sentences() -> Drawn:
    """Draw a diagnosis written in sentences, with the peers' number in each of them."""
    canvas = titled("a diagnosis in sentences", (390, 420), "智能诊断")
    lines = [
        "您的退款率为8.3%，高于同行6.2%，",
        "建议把品质退货率降到1.0%以下。",
        "商家体验分 82，较上周下降2分。",
        "退款率每降1%，利润可增加¥3,200。",
        "退款率目标5%",
    ]
    canvas.tile(12, 76, 366, 40 + 34 * len(lines))
    for at, line in enumerate(lines):
        canvas.text(24, 92 + at * 34, line, 15)
    canvas.drawn.days_differ = True
    return canvas.drawn


def year_in_review() -> Drawn:
    """Draw the poster of a year, with large numbers over their names."""
    canvas = Canvas("a year in review", (390, 700), 2, DARK)
    canvas.text(60, 60, "我的2026年度经营报告", 22, bold=True)
    numbers = [
        ("这一年，您一共卖出", "38,204 单"),
        ("全年用户支付金额", "¥5,120,338"),
        ("全年退款率", "8.42%"),
        ("年度老客成交占比", "31.7%"),
    ]
    for at, (name, number) in enumerate(numbers):
        y = 140 + at * 120
        canvas.text(60, y, name, 15, ink=canvas.theme.faint)
        canvas.text(60, y + 30, number, 34, bold=True)
    canvas.drawn.days_differ = True
    return canvas.drawn


def goals_in_a_table() -> Drawn:
    """Draw goals beside what was reached of them, the goal first."""
    canvas = titled("goals in a table", (560, 330), "店铺考核", "2026-10-01 ~ 2026-10-31")
    canvas.drawn.titles.append("2026-10-01 ~ 2026-10-31")
    lines = cells("""
        指标 目标 实际 完成率
        退款率 6.0% 8.3% 72%
        商家体验分 90 84 93%
        老客成交占比 30% 24.5% 82%
    """)
    grid(canvas, lines, (16, 76), [190, 110, 110, 110], named=(0, 2))
    return canvas.drawn


def words_of_time_before_names() -> Drawn:
    """Draw numbers whose names begin with a word of time: one is empty, the others say other days."""
    canvas = titled("words of time before names", (390, 520), "店铺看板")
    numbers = """
        当前商家体验分 88
        目前退款率 7.15%
        今日退款率 2.03%
        累计退款率 9.41%
        实时老客成交占比 19.8%
        本月品质退货率 1.44%
        昨日平台求助率 0.52%
        上月揽收时效达成率 96.3%
    """
    tile_pairs(canvas, numbers)
    canvas.drawn.pairs = [
        (name[2:], number, at) for (name, number, at) in canvas.drawn.pairs if name.startswith("当前")
    ]
    return canvas.drawn


TRADE_PAGES: Sequence[Callable[[], Drawn]] = (
    forwarded_chat,
    stream_on_air,
    sheet_on_a_phone,
    bill,
    two_shops_beside,
    keyboard_over_page,
    both_languages,
    small_decimals,
    before_and_after,
    said_in_sentences,
    year_in_review,
    goals_in_a_table,
    words_of_time_before_names,
)
