"""What to tell about a table or a number: a code with its values, and its sentence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from assessment.instrument.problems import Words, both

Code = Literal[
    "cut",
    "no_header",
    "totals_left_out",
    "dayless_left_out",
    "day_unread",
    "future",
    "formula",
    "cell_error",
    "not_a_number",
    "negative_turned",
    "unit_doubtful",
    "name_doubtful",
    "days_missing",
    "month_incomplete",
    "other_window",
    "several_rows",
    "several_columns",
    "several_a_day",
    "no_day",
    "last_of_many",
    "plain_mean",
    "over_cut_rows",
    "out_of_range",
    "older",
]

SENTENCES: Mapping[Code, Words] = {
    "cut": both(
        "表太长，只读了前 {rows} 行，后面的没有看。最好从后台按天导出汇总，不要导订单明细。",
        "The sheet is long: only its first {rows} rows were read. Export days rather than single orders.",
    ),
    "no_header": both(
        "没有找到表头，每一列是什么要由您来指定。",
        "No header was found: it is for you to say what each column is.",
    ),
    "totals_left_out": both(
        "第 {rows} 行是合计，没有重复计算。", "Row {rows} sums the others up and was not counted with them."
    ),
    "dayless_left_out": both(
        "第 {rows} 行没写是哪一天的，没有算进去。",
        "Row {rows} is about no day and was left out.",
    ),
    "day_unread": both(
        "{where} 写的是“{value}”，认不出是哪一天。请把这一列的日期写成 2026-10-01 这样再传，就能按天算。",
        "{where} says '{value}', which is no day that can be read. Write the days of this column as"
        " 2026-10-01 and choose the file again; then they can be told apart.",
    ),
    "future": both(
        "有 {count} 行写的是今天以后的日子，没有算进去。",
        "{count} rows are about days to come and were left out.",
    ),
    "formula": both(
        "有 {count} 个公式没有算好的结果（第一个在 {where}）。请用 Excel 或 WPS 打开，保存一次再传。",
        "{count} formulas have no result in the file (the first is {where}). Open it in Excel, save it, and"
        " choose it again.",
    ),
    "cell_error": both(
        "有 {count} 格是出错的公式（第一个在 {where}），没有算进去。",
        "{count} cells are formulas in error (the first is {where}); they were left out.",
    ),
    "not_a_number": both(
        "有 {count} 格读不成一个准数（{where} 写的是“{value}”），没有算进去。",
        "{count} cells are no exact number ({where} says '{value}'); they were left out.",
    ),
    "negative_turned": both(
        "“{name}”在表里记成负数，这里按正数算。",
        "The table has '{name}' as negative numbers; they are taken as positive ones.",
    ),
    "unit_doubtful": both(
        "“{name}”没写单位，先按{unit}算，请核对。", "'{name}' has no unit; {unit} is assumed. Please check."
    ),
    "name_doubtful": both(
        "“{name}”这个叫法不止一种意思，请核对是不是这个数。",
        "'{name}' may mean more than one thing. Check that it is this number.",
    ),
    "days_missing": both(
        "该有 {wanted} 天，表里只有 {have} 天。", "It should cover {wanted} days; the table has {have}."
    ),
    "month_incomplete": both(
        "表里没有一个完整的月份，只算到 {last}。", "The table has no full month; this goes up to {last} only."
    ),
    "other_window": both(
        "表里是 {days} 天的数，这里要的是 {wanted} 天的。",
        "The table is about {days} days; {wanted} days are asked for.",
    ),
    "several_rows": both(
        "有 {count} 行，又没写是哪天的，不知道该用哪一行。",
        "There are {count} rows and nothing says which day each is about.",
    ),
    "several_columns": both(
        "有好几列数，先用了 {column} 列；旁边还有：{others}。请核对要的是不是这一列。",
        "There are several columns of values. Column {column} was used; beside it are: {others}. Check that"
        " it is the right one.",
    ),
    "several_a_day": both(
        "同一天有好几行（{day} 有 {count} 行），都加起来了。里面要是已经有全店的总数，就重复了，请核对。",
        "There are several rows for a day ({count} for {day}), all added up. If one of them is the whole shop"
        " already, that is twice as much. Please check.",
    ),
    "no_day": both(
        "不知道每行是哪一天的，所有行都算在内。请核对是不是要的那段时间。",
        "Nothing says which day each row is about, so every row is counted. Check that it is the right time.",
    ),
    "last_of_many": both(
        "这是比率，不能把每天的加起来；先用最近一天的数。要用平均，请在下面改。",
        "A rate: its days cannot be added up. The last day is used; you can choose the mean below.",
    ),
    "plain_mean": both(
        "按您的选择取各天的平均，没有按大小加权。",
        "As you chose, the mean of the days, all weighing the same.",
    ),
    "over_cut_rows": both(
        "表没有读完，这个数可能不全。", "The sheet was not read to its end, so this may not be all of it."
    ),
    "out_of_range": both(
        "超出了可能的范围（{low} 到 {high}），多半是单位不对，不能取用。",
        "Outside of what is possible ({low} to {high}); most likely the unit is another. It cannot be taken.",
    ),
    "older": both("比现在填的（{day}）更早。", "Older than what is entered now ({day})."),
}


@dataclass(frozen=True)
class Notice:
    """One thing to tell."""

    code: Code
    values: Mapping[str, str | int] = field(default_factory=dict)

    def said(self, language: str) -> str:
        """Say it in `zh` or `en`; names and cells in it are as somebody typed them."""
        values = {key: _spoken(key, value, language) for key, value in self.values.items()}
        return SENTENCES[self.code][language].format(**values)


UNIT_NAMES: Mapping[str, Words] = {
    "percent": both("百分数（%）", "percent (%)"),
    "fraction": both("小数（0.12 就是 12%）", "a fraction (0.12 is 12 %)"),
    "permille": both("千分数（‰）", "per mille (‰)"),
    "yuan": both("元", "yuan"),
    "wan_yuan": both("万元", "10,000 yuan"),
    "yi_yuan": both("亿元", "100 million yuan"),
    "second": both("秒", "seconds"),
    "minute": both("分钟", "minutes"),
    "hour": both("小时", "hours"),
    "one": both("个（原数）", "as it stands"),
    "wan": both("万", "ten thousands"),
}
"""What units are called, by their id."""


def _spoken(key: str, value: str | int, language: str) -> str | int:
    return UNIT_NAMES[str(value)][language] if key == "unit" and value in UNIT_NAMES else value
