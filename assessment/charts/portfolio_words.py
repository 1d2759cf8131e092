"""The words of the charts of many merchants, and of several respondents, in each language."""

from collections.abc import Mapping

PORTFOLIO: Mapping[str, Mapping[str, str]] = {
    "merchants_count": {"zh": "{count} 家", "en": "merchants: {count}"},
    "first_merchants": {
        "zh": "图中是前 {shown} 家，共 {count} 家；筛选一下，或看表格",
        "en": "The first {shown} of {count} merchants; filter them, or see the table",
    },
    "no_merchants": {"zh": "没有商家", "en": "No merchants"},
    "no_result_key": {"zh": "– 没有结果", "en": "– no result"},
    "scores_key": {"zh": "数字是得分", "en": "Numbers are scores"},
    "index_axis": {"zh": "总分", "en": "Index"},
    "index_range": {"zh": "总分 {low} 至 {high}", "en": "Index {low} to {high}"},
    "this_merchant": {"zh": "这一家", "en": "This merchant"},
    "others": {"zh": "全部商家", "en": "All merchants"},
    "above_others": {
        "zh": "总分 {index}，比另外 {others} 家中的 {lower} 家高",
        "en": "Index {index}: above {lower} of the {others} others",
    },
    "too_few_merchants": {
        "zh": "一共 {total} 家，至少要 {least} 家才能看位置，不然看得出是谁。",
        "en": "{total} in all: it takes {least} to show a place without showing who is who.",
    },
    "head_merchant": {"zh": "商家", "en": "Merchant"},
    "head_count": {"zh": "家数", "en": "Merchants"},
    "head_range": {"zh": "总分区间", "en": "Index from, to"},
    # Several respondents
    "median_mark": {"zh": "实心：中位", "en": "Filled: median"},
    "voice_mark": {"zh": "空心：别的回答，数字是人数", "en": "Hollow: other answers; numbers are people"},
    "range_apart": {"zh": "粗线 ◆：相差 {least} 级以上", "en": "Thick, ◆: {least} or more points apart"},
    "range_near": {"zh": "细线：从最低到最高", "en": "Thin: from lowest to highest"},
    "agreed_mark": {"zh": "商定的回答", "en": "Agreed answer"},
    "apart": {"zh": "差 {points} 级", "en": "{points} apart"},
    "agree": {"zh": "一致", "en": "alike"},
    "silent": {"zh": "{count} 人没给级", "en": "no point: {count}"},
    "nobody": {"zh": "没人给级", "en": "nobody gave a point"},
    "only_one": {"zh": "只有 1 人答", "en": "one answer only"},
    "too_few_voices": {"zh": "不到 {least} 人答，不显示", "en": "fewer than {least} answers: not shown"},
    "range_of": {"zh": "{low} 至 {high} 级，中位 {median}", "en": "{low} to {high}, median {median}"},
    "no_voices": {"zh": "还没有人回答", "en": "Nobody has answered yet"},
    "head_lowest": {"zh": "最低", "en": "Lowest"},
    "head_median": {"zh": "中位", "en": "Median"},
    "head_highest": {"zh": "最高", "en": "Highest"},
    "head_apart": {"zh": "相差", "en": "Apart"},
    "head_voices": {"zh": "给了级的人", "en": "People who gave a point"},
    "head_silent": {"zh": "没给级的人", "en": "People without a point"},
    "head_agreed": {"zh": "商定的回答", "en": "Agreed answer"},
}
