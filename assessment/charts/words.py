"""The few words that stand inside charts and heads their tables, in each language."""

from collections.abc import Iterable, Mapping
from datetime import date

from assessment.charts.portfolio_words import PORTFOLIO
from assessment.charts.rounds_words import ROUNDS

WORDS: Mapping[str, Mapping[str, str]] = {
    # How something stands against what is needed
    "met": {"zh": "达到", "en": "met"},
    "unmet": {"zh": "未达到", "en": "not met"},
    "open": {"zh": "还不知道", "en": "not known"},
    "waived": {"zh": "不要求", "en": "waived"},
    "no_cut": {"zh": "不设线", "en": "no cut"},
    "no_result": {"zh": "无结果", "en": "no result"},
    "over": {"zh": "过线", "en": "over"},
    "short": {"zh": "差 {gap}", "en": "{gap} short"},
    "maybe": {"zh": "可能过线", "en": "may be over"},
    "range": {"zh": "{low} 至 {high}", "en": "{low} to {high}"},
    # Why something does not count or is not known
    "waived_by_profile": {"zh": "按店铺情况不适用", "en": "does not apply to this shop"},
    "declared_not_applicable": {
        "zh": "填了不适用，仍算未达到",
        "en": "said not applicable, still counts as not met",
    },
    "absent": {"zh": "没有结果，算未达到", "en": "no result, counts as not met"},
    "metric_unknown": {"zh": "没填数，先不计", "en": "no number yet, left out for now"},
    "not_applicable": {"zh": "不适用", "en": "not applicable"},
    "dont_know": {"zh": "不清楚", "en": "don't know"},
    "declined": {"zh": "不愿说", "en": "declined"},
    "unanswered": {"zh": "还没答", "en": "not answered"},
    "not_asked": {"zh": "不问", "en": "not asked"},
    # Profile
    "bar_met": {"zh": "过线", "en": "Over the cut"},
    "bar_short": {"zh": "低于必须线", "en": "Under a must cut"},
    "bar_other": {"zh": "没有必须线", "en": "No must cut"},
    "bar_high": {"zh": "还没答清的部分", "en": "Not answered yet"},
    "cut_must": {"zh": "{stage}必须线", "en": "{stage}: must"},
    "cut_should": {"zh": "{stage}可选线", "en": "{stage}: should"},
    "answered_of": {"zh": "已答 {answered} / {applicable} 题", "en": "{answered} of {applicable} answered"},
    # Gate
    "musts": {"zh": "必须条件", "en": "Musts"},
    "shoulds": {"zh": "可选条件", "en": "Shoulds"},
    "musts_met": {"zh": "{count} 项中达到 {met} 项", "en": "{met} of {count} met"},
    "shoulds_meet": {"zh": "{count} 项里至少达到 {needed} 项", "en": "at least {needed} of {count}"},
    "index": {"zh": "总分", "en": "Index"},
    "as_point": {"zh": "{value} 级", "en": "{value}"},
    "as_score": {"zh": "{value} 分", "en": "{value}"},
    "as_count": {"zh": "{value} 项", "en": "{value}"},
    "at_least": {"zh": "需 {value}", "en": "needs {value}"},
    "at_most": {"zh": "至多 {value}", "en": "at most {value}"},
    "now": {"zh": "现在 {value}", "en": "now {value}"},
    "unknown_now": {"zh": "现在未知", "en": "now not known"},
    "needed_mark": {"zh": "需要达到的位置", "en": "needed"},
    # Items
    "point_said": {"zh": "{point} 级", "en": "Point {point}"},
    "thick_border": {"zh": "粗框：{stage}必须项", "en": "Thick border: {stage} must"},
    "cell_is_item": {"zh": "每格一题，数字是级", "en": "Each cell is an item, its number the point"},
    "verified": {"zh": "已核实", "en": "verified"},
    "age_days": {"zh": "{count} 天前答的", "en": "a {count}-day-old answer"},
    "age_weeks": {"zh": "{count} 周前答的", "en": "a {count}-week-old answer"},
    "age_months": {"zh": "{count} 个月前答的", "en": "a {count}-month-old answer"},
    "age_years": {"zh": "{count} 年前答的", "en": "a {count}-year-old answer"},
    "age_unknown": {"zh": "不知道是什么时候答的", "en": "nobody wrote down when"},
    "past_life": {"zh": "过了保质期", "en": "past its shelf life"},
    # Roadmap
    "days_axis": {"zh": "投入（人天）", "en": "Effort (person-days)"},
    "value_axis": {"zh": "补上的差距（分）", "en": "Gap closed (points)"},
    "if_confirmed": {"zh": "空心：先弄清现状", "en": "Hollow: find out first"},
    "step_facts": {
        "zh": "{owner} · {days} 人天 · 至少 {weeks} 周 · 补上 {value} 分",
        "en": "{owner} · {days} person-days · at least {weeks} weeks · closes {value} points",
    },
    "first_steps": {
        "zh": "图中是前 {shown} 步，共 {count} 步，其余见清单",
        "en": "The first {shown} of {count} steps; the rest is in the list",
    },
    "no_steps": {"zh": "没有要做的步骤", "en": "No steps"},
    # Weeks
    "week_tick": {"zh": "第{week}周", "en": "W{week}"},
    "week_said": {"zh": "第 {week} 周", "en": "week {week}"},
    "weeks_said": {"zh": "第 {first}–{last} 周", "en": "weeks {first}–{last}"},
    "with_dates": {"zh": "{weeks}（{dates}）", "en": "{weeks} ({dates})"},
    "expected": {"zh": "{dates}（预计）", "en": "{dates} (expected)"},
    "bar_work": {"zh": "动手做", "en": "Work"},
    "bar_wait": {"zh": "等结果", "en": "Waiting until it shows"},
    "bar_pause": {"zh": "暂时没人做", "en": "Nobody on it for now"},
    "bar_frozen": {"zh": "腾不出手", "en": "No time for steps"},
    "events": {"zh": "活动", "en": "Events"},
    "flags": {"zh": "达标", "en": "Reached"},
    "start_fixed": {"zh": "开始周已定", "en": "start fixed"},
    "late_for": {"zh": "赶不上{event}", "en": "too late for {event}"},
    "bar_facts": {
        "zh": "{owner} · {days} 人天 · {when}",
        "en": "{owner} · {days} person-days · {when}",
    },
    "today": {"zh": "今天（{day}）", "en": "today ({day})"},
    "gate_opens": {"zh": "{stage}门槛打开", "en": "{stage} gate opens"},
    "gate_margin": {"zh": "{stage}余量也够", "en": "{stage} gate, margin included"},
    "gate_both": {"zh": "{stage}门槛打开，余量也够", "en": "{stage} gate opens, margin included"},
    "target_reached": {"zh": "达到目标", "en": "Target reached"},
    "flag": {"zh": "{what} · 第 {week} 周", "en": "{what} · week {week}"},
    "steps_before": {
        "zh": "第 {week} 周之前已结束的步骤：{count} 个",
        "en": "Steps over before week {week}: {count}",
    },
    "steps_after": {
        "zh": "第 {week} 周之后才开始的步骤：{count} 个",
        "en": "Steps that start after week {week}: {count}",
    },
    # Load
    "load_full": {"zh": "实心：排满了", "en": "Solid: full"},
    "load_part": {"zh": "空心：还有余力", "en": "Hollow: some time left"},
    "load_over": {"zh": "{days} 超", "en": "{days}!"},
    "load_line": {"zh": "能拿出的人天", "en": "Person-days there are"},
    "capacity": {"zh": "每周 {days} 人天", "en": "Person-days a week: {days}"},
    "capacity_assumed": {
        "zh": "没填人数，先按每周 {days} 人天估",
        "en": "Person-days a week: {days}, a guess, as nobody said how many people",
    },
    "load_facts": {
        "zh": "要做 {days} 人天，能拿出 {capacity} 人天",
        "en": "Person-days to do: {days}; there are: {capacity}",
    },
    "full": {"zh": "排满", "en": "full"},
    "over_capacity": {"zh": "超出", "en": "over"},
    "no_time": {"zh": "腾不出手", "en": "no time"},
    "guessed": {"zh": "人力是估的", "en": "people guessed"},
    # Table heads
    "head_dimension": {"zh": "维度", "en": "Dimension"},
    "head_score": {"zh": "得分", "en": "Score"},
    "head_high": {"zh": "最高可能", "en": "At most"},
    "head_cut": {"zh": "分数线", "en": "Cut"},
    "head_kind": {"zh": "必须或可选", "en": "Must or should"},
    "head_gap": {"zh": "还差", "en": "Short by"},
    "head_standing": {"zh": "状态", "en": "Standing"},
    "head_answered": {"zh": "已答", "en": "Answered"},
    "head_applicable": {"zh": "应答", "en": "Applicable"},
    "head_criterion": {"zh": "条件", "en": "Criterion"},
    "head_now": {"zh": "现在", "en": "Now"},
    "head_needed": {"zh": "需要", "en": "Needed"},
    "head_note": {"zh": "说明", "en": "Note"},
    "head_number": {"zh": "序号", "en": "No."},
    "head_item": {"zh": "题目", "en": "Item"},
    "head_question": {"zh": "问法", "en": "Question"},
    "head_carried": {"zh": "沿用", "en": "Carried over"},
    "head_point": {"zh": "级", "en": "Point"},
    "head_step": {"zh": "要做的事", "en": "Step"},
    "head_owner": {"zh": "职能", "en": "Function"},
    "head_product": {"zh": "产品", "en": "Product"},
    "head_days": {"zh": "人天", "en": "Person-days"},
    "head_weeks": {"zh": "最少周数", "en": "Least weeks"},
    "head_to_point": {"zh": "做到几级", "en": "To point"},
    "head_value": {"zh": "补上的差距", "en": "Gap closed"},
    "head_first": {"zh": "先弄清现状", "en": "Find out first"},
    "head_from_week": {"zh": "从第几周", "en": "From week"},
    "head_to_week": {"zh": "到第几周", "en": "To week"},
    "head_week": {"zh": "第几周", "en": "Week"},
    "head_from_day": {"zh": "从哪天", "en": "From"},
    "head_to_day": {"zh": "到哪天", "en": "To"},
    "head_needs": {"zh": "要先做", "en": "Needs first"},
    "head_evidence": {"zh": "做到了看什么", "en": "Evidence of done"},
    "head_load": {"zh": "要做的人天", "en": "Person-days to do"},
    "head_capacity": {"zh": "能拿出的人天", "en": "Person-days there are"},
    "must": {"zh": "必须", "en": "must"},
    "should": {"zh": "可选", "en": "should"},
    "yes": {"zh": "是", "en": "yes"},
    **ROUNDS,
    **PORTFOLIO,
}


def say(key: str, language: str, **values: object) -> str:
    """Return a chart's word in a language, with its values filled in.

    Raises:
        KeyError: there is no such word, or not in this language.
    """
    return WORDS[key][language].format(**values)


def listed(parts: Iterable[str], language: str) -> str:
    """Write parts one after the other."""
    return ("、" if language == "zh" else ", ").join(parts)


def plain_number(value: float) -> str:
    """Write a cut, a count or days without needless zeros: 50, 2, 0.5."""
    return f"{value:.4f}".rstrip("0").rstrip(".")


def score_text(value: float) -> str:
    """Write a score as it is published: always one decimal."""
    return f"{value:.1f}"


MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_text(day: date, language: str) -> str:
    """Write a day without its year: 12/7, or 7 Dec."""
    return f"{day.month}/{day.day}" if language == "zh" else f"{day.day} {MONTHS[day.month - 1]}"


def days_text(first: date, last: date, language: str) -> str:
    """Write a span of days: 12/8–12/12, or 8–12 Dec."""
    if first == last:
        return day_text(first, language)
    if language != "zh" and (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day_text(last, language)}"
    return f"{day_text(first, language)}–{day_text(last, language)}"
