"""Pages of back ends the reader was not written for: what a merchant has open on a working day.

Most numbers on them are of one order, one boost, one product, one source of visits or one part of a score.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta

from PIL import Image, ImageDraw

from tests.pictures.drawing import DARK, LIGHT, TODAY, Canvas, Drawn, font
from tests.pictures.pieces import cells, circle, grid, name_over_number, pair, tile_pairs, titled


def orders_on_a_phone() -> Drawn:
    """Draw what awaits a merchant on a phone: tasks with counts, today's sales, and single orders."""
    canvas = titled("orders on a phone", (390, 844), "订单管理", "")
    for at, (name, count) in enumerate(cells("待付款 12\n待发货 38\n待售后 5\n已超时 0")):
        canvas.text(40 + at * 90, 56, count, 20, bold=True)
        canvas.text(30 + at * 90, 84, name, 12, ink=canvas.theme.faint)
    canvas.tile(12, 116, 366, 96)
    today = [("今日支付金额", "¥12,380.50", "昨日 ¥9,204.00"), ("今日退款率", "3.12%", "昨日 4.05%")]
    for at, (name, number, before) in enumerate(today):
        canvas.text(24 + at * 184, 124, name, 12, ink=canvas.theme.faint)
        canvas.text(24 + at * 184, 144, number, 20, bold=True)
        canvas.text(24 + at * 184, 180, before, 11, ink=canvas.theme.faint)
    orders = [
        ("6928 4410 2237 11", "黄金蜜桃 5斤装", "¥39.90", "x2", "退款中"),
        ("6928 4410 2236 58", "冰糖橙 10斤", "¥58.00", "x1", "待发货"),
        ("6928 4410 2235 07", "丑苹果 9斤 老客专享", "¥46.60", "x3", "已签收"),
    ]
    for at, (number, goods, price, count, state) in enumerate(orders):
        y = 228 + at * 150
        canvas.tile(12, y, 366, 140)
        canvas.text(24, y + 10, f"订单编号 {number}", 12, ink=canvas.theme.faint)
        canvas.text(320, y + 10, state, 12, ink="#d83931")
        canvas.tile(24, y + 36, 56, 56)
        canvas.text(92, y + 38, goods, 14)
        canvas.text(92, y + 64, price, 14)
        canvas.text(340, y + 64, count, 12, ink=canvas.theme.faint)
        canvas.text(24, y + 106, f"实付款 {price} 退款金额 ¥0.00", 12)
    canvas.drawn.days_differ = True
    return canvas.drawn


def visits_by_source() -> Drawn:
    """Draw where visits come from: days to choose from, a funnel with rates between steps, and sources."""
    canvas = Canvas("visits by source", (1100, 620), 1.5, LIGHT)
    canvas.text(24, 18, "流量分析", 18, bold=True)
    last = TODAY - timedelta(days=1)
    for at, days in enumerate(["实时", "近1天", "近7天", "近30天"]):
        canvas.text(480 + at * 70, 22, days, 13, ink=canvas.theme.faint if at < 3 else "")
    canvas.text(800, 22, f"{last - timedelta(days=29):%Y/%m/%d} - {last:%Y/%m/%d}", 13)
    steps = [("商品曝光人数", "1,203,884"), ("商品点击人数", "98,718"), ("成交人数", "3,060")]
    rates = [("曝光-点击率(人数)", "8.20%"), ("点击-成交率(人数)", "3.10%")]
    for at, (name, number) in enumerate(steps):
        canvas.tile(24, 66 + at * 86, 420, 60)
        canvas.text(40, 74 + at * 86, name, 12, ink=canvas.theme.faint)
        canvas.text(40, 92 + at * 86, number, 20)
    for at, (name, number) in enumerate(rates):
        canvas.text(470, 112 + at * 86, name, 12, ink=canvas.theme.faint)
        canvas.text(470, 130 + at * 86, number, 16)
    pair(canvas, (760, 80), "老客成交占比", "26.71%", 22)
    pair(canvas, (760, 170), "退款率", "7.04%", 22)
    lines = cells("""
        流量来源 曝光人数 成交金额 成交占比 退款率
        直播间 684,201 ¥412,380 58.2% 9.31%
        商品卡 301,774 ¥201,915 28.5% 4.20%
        短视频 160,009 ¥71,204 10.0% 6.77%
        其他 57,900 ¥23,001 3.3% 5.05%
    """)
    grid(canvas, lines, (24, 340), [220, 180, 180, 180, 180], named=None)
    return canvas.drawn


def boosts() -> Drawn:
    """Draw single boosts, each with its spend and what came of it, and what an account has left."""
    canvas = titled("boosts", (390, 800), "小店随心推", "近30天", theme=DARK)
    canvas.text(24, 84, "账户余额(元)", 12, ink=canvas.theme.faint)
    canvas.text(24, 104, "1,203.00", 26, bold=True)
    canvas.text(300, 108, "去充值", 13)
    made = [
        ("投放中", "¥100.00", "¥88.20", "2.31", "1.94"),
        ("已完成", "¥300.00", "¥300.00", "3.05", "2.60"),
        ("已完成", "¥50.00", "¥50.00", "0.00", "0.00"),
    ]
    for at, (state, budget, spent, paid, net) in enumerate(made):
        y = 160 + at * 200
        canvas.tile(12, y, 366, 188)
        canvas.text(24, y + 10, "直播间成交 · 24小时", 14, bold=True)
        canvas.text(316, y + 12, state, 12, ink="#2ea121")
        for place, (name, number) in enumerate(
            [("订单金额", budget), ("消耗", spent), ("支付ROI", paid), ("净成交ROI", net)]
        ):
            x, row = 24 + (place % 2) * 180, y + 44 + (place // 2) * 66
            name_over_number(canvas, (x, row), name, number, 18)
    canvas.drawn.days_differ = True
    return canvas.drawn


def showcase() -> Drawn:
    """Draw a creator's showcase: what was sold from it is a part, beside the fans of the whole account."""
    canvas = titled("a showcase", (390, 640), "橱窗数据", "近30天")
    canvas.text(24, 84, "带货口碑分", 13, ink=canvas.theme.faint)
    canvas.text(24, 106, "4.82", 30, bold=True)
    canvas.text(120, 118, "超过 71% 同行达人", 12, ink=canvas.theme.faint)
    numbers = """
        橱窗成交金额 ¥86,410.20
        橱窗退款率 11.4%
        橱窗访问量 20,118
        橱窗老客成交占比 41.2%
        橱窗商品点击率 9.07%
        橱窗成交人数 1,377
    """
    tile_pairs(canvas, numbers, 160, 20)
    canvas.drawn.pairs.clear()
    canvas.text(24, 490, "橱窗商品 128", 14)
    canvas.text(24, 520, "佣金率 20% · 预估佣金 ¥7,204.11", 13)
    canvas.text(24, 550, "粉丝成交占比 38.5%", 13)
    return canvas.drawn


def products_for_creators() -> Drawn:
    """Draw products offered to creators, each with its commission, its creators and its returns."""
    canvas = titled("products for creators", (390, 780), "精选联盟 · 商品推广", "近30天")
    pair(canvas, (24, 84), "推广商品数", "128")
    pair(canvas, (150, 84), "动销达人数", "66")
    pair(canvas, (276, 84), "达人成交占比", "44.1%")
    goods = [
        ("黄金蜜桃 5斤装 现摘", "20%", "1.2万", "132", "1.80%", "96.4%"),
        ("丑苹果 9斤 顺丰包邮", "15%", "8,204", "58", "0.92%", "98.0%"),
        ("冰糖橙 10斤", "18%", "3.4万", "210", "3.15%", "91.7%"),
    ]
    for at, (name, share, sold, creators, returned, praised) in enumerate(goods):
        y = 156 + at * 196
        canvas.tile(12, y, 366, 184)
        canvas.tile(24, y + 14, 60, 60)
        canvas.text(96, y + 14, name, 14)
        canvas.text(96, y + 42, f"佣金率 {share}", 13, ink="#d83931")
        for place, (what, number) in enumerate(
            [("月销量", sold), ("带货达人数", creators), ("品质退货率", returned), ("好评率", praised)]
        ):
            canvas.text(24 + place * 90, y + 100, number, 16)
            canvas.text(24 + place * 90, y + 130, what, 12, ink=canvas.theme.faint)
    canvas.drawn.pairs = [each for each in canvas.drawn.pairs if each[0] == "动销达人数"]
    return canvas.drawn


def parts_of_a_score() -> Drawn:
    """Draw how a score is made: three parts with their weights, and numbers with points, peers and goals."""
    until = f"更新于 {TODAY - timedelta(days=1):%Y-%m-%d}"
    canvas = titled("parts of a score", (390, 860), "商家体验分", until)
    circle(canvas, 60, 110, 30)
    canvas.pair("商家体验分", "84", [canvas.text(44, 96, "84", 24, bold=True, ink="#ffffff")])
    canvas.text(110, 92, "良好 · 较前一日 -0.3", 13)
    canvas.text(110, 116, "近30天 高于 58% 同行", 12, ink=canvas.theme.faint)
    made = [
        ("商品体验", "权重 50%", "81", "品质退货率 1.02% 0.80%\n商品负反馈率 0.44% 0.61%"),
        ("物流体验", "权重 30%", "92", "揽收时效达成率 97.8% 95.2%"),
        ("服务体验", "权重 20%", "86", "平台求助率 0.37% 0.52%\n平均响应时长 26秒 41秒"),
    ]
    y = 164.0
    for part, weight, got, numbers in made:
        lines = cells(numbers)
        height = 52 + 62 * len(lines)
        canvas.tile(12, y, 366, height)
        canvas.text(24, y + 12, part, 15, bold=True)
        canvas.text(110, y + 15, weight, 12, ink=canvas.theme.faint)
        canvas.text(330, y + 10, got, 20, bold=True)
        for at, (name, ours, peers) in enumerate(lines):
            row = y + 50 + at * 62
            one = canvas.text(24, row, name, 14)
            canvas.text(24, row + 24, f"同行均值 {peers}", 11, ink=canvas.theme.faint)
            two = canvas.text(366 - canvas.width_of(ours, 16), row, ours, 16)
            canvas.text(286, row + 26, "得分 4.1/5", 11, ink=canvas.theme.faint)
            canvas.pair(name, ours, [one, two])
        y += height + 12
    return canvas.drawn


def under_many_marks() -> Drawn:
    """Draw a table of few rows, over which the name of whoever looks at it is laid again and again."""
    canvas = titled("under many marks", (560, 460), "店铺指标", "近30天")
    lines = cells("""
        指标 数值 上月
        揽收时效达成率 96.1% 93.4%
        售后处理时长达成率 73.2% 76.6%
        商品卡成交占比 59.3% 48.2%
        老客成交占比 22.8% 31.5%
    """)
    grid(canvas, lines, (16, 80), [250, 140, 140], named=(0, 1))
    picture = canvas.drawn.picture
    layer = Image.new("RGBA", picture.size, (0, 0, 0, 0))
    mark = Image.new("RGBA", (380, 70), (0, 0, 0, 0))
    ImageDraw.Draw(mark).text((4, 4), "山里人家 运营部 王小明 8823", font=font(24), fill=(128, 128, 128, 90))
    mark = mark.rotate(22, expand=True)
    for x in range(-40, picture.width, 360):
        for y in range(-40, picture.height, 150):
            layer.alpha_composite(mark, (max(x, 0), max(y, 0)))
    canvas.drawn.picture = Image.alpha_composite(picture.convert("RGBA"), layer).convert("RGB")
    return canvas.drawn


BACK_ENDS: Sequence[Callable[[], Drawn]] = (
    orders_on_a_phone,
    visits_by_source,
    boosts,
    showcase,
    products_for_creators,
    parts_of_a_score,
    under_many_marks,
)
