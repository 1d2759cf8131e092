"""Values as text in the page's language: user text, numbers, days, weeks, answers and their age.

What is fit for a label has its Markdown signs escaped by `plain`: Streamlit
reads Markdown in every label.
"""

import re
from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from typing import TypeVar

from assessment.instrument.model import AnchoredItem, ChecklistItem, GridItem, Instrument, Item, Metric
from assessment.instrument.text import LocalText
from assessment.planning import Schedule
from assessment.presentation.values import NO_BREAK, joined_text
from assessment.responses import Absent, Answer, MetricValue
from assessment.scoring.answer_age import roughly
from assessment.scoring.results import Confidence
from assessment.texts import visible
from assessment.ui.state.answering import NONE_OF_THESE, choice_of
from assessment.ui.state.clock import today
from assessment.ui.state.session import SEPARATOR, language, service, words

Key = TypeVar("Key")

JOINER = "\u2060"
"""No width, no meaning: it only keeps two characters from being read as one sign."""

# Links, `:red[...]`, `:smile:`, arrows and dashes are recognised after backslashes are gone.
PAIRS = re.compile(r"(?i)(?:h(?=ttps?:/)|w(?=ww\.)|@|:(?=[\w+-])|-(?=[->])|<(?=[-=])|>(?==)|~(?==))")
# Only what Markdown would act upon: a label is also what a screen reader says, backslashes included.
SIGNS = re.compile(r"[\\`*_\[\]<$~]|&(?=#?\w)|^[#>+=-]")
NUMBERING = re.compile(r"^(\d+)([.)])")


def plain(text: str) -> str:
    """Return text for a Streamlit label that shows as typed: no Markdown, no link, no picture.

    White space of any kind becomes a single blank: a label is one line. What
    nobody would see, or would turn the line around, is written out.
    """
    line = " ".join(text.split()).replace(" · ", SEPARATOR)
    joined = PAIRS.sub(lambda found: found[0] + JOINER, visible(line))
    escaped = SIGNS.sub(lambda found: "\\" + found[0], joined)
    return NUMBERING.sub(r"\1\\\2", escaped)


def labels_told_apart(labels: Mapping[Key, str]) -> dict[Key, str]:
    """Return the labels of a choice with those that are alike numbered: 甲, 甲 (2).

    A select box goes by what its options are called. Of two that are called the same it gives one,
    whichever was chosen.
    """
    count: Counter[str] = Counter()
    named: dict[Key, str] = {}
    for key, label in labels.items():
        count[label] += 1
        named[key] = label if count[label] == 1 else f"{label} ({count[label]})"
    return named


def format_figure(number: float) -> str:
    """Write a number in full, thousands apart."""
    return f"{number:,.10g}" if abs(number) < 1e10 else f"{number:,.0f}"


def format_unit(metric: Metric) -> str:
    """Return the unit of a metric, for a label."""
    return plain(metric.unit if isinstance(metric.unit, str) else metric.unit.in_(language()))


def format_entered(metric: Metric, value: MetricValue | None) -> str:
    """Say what is entered for a metric, for a label."""
    if value is None or value == MetricValue():
        return words("numbers.table.was")
    if value.number is not None:
        shown = f"{plain(format_figure(value.number))} {format_unit(metric)}".strip()
        return f"{shown} ({value.as_of.isoformat()})" if value.as_of else shown
    if value.peer is not None:
        return words(f"respond.choice.{value.peer}")
    return (
        words(f"respond.choice.{value.absent.value}")
        if value.absent is not None
        else words("numbers.table.was")
    )


FAR = timedelta(days=300)
"""From here on a day without its year could be taken for one of another year."""


def format_day(day: date | None) -> str:
    """Return a day such as `7 Dec`, with its year where it is far off; an empty text without a day."""
    if day is None:
        return ""
    far = abs(day - today()) > FAR
    month = words("app.months").split()[day.month - 1]
    return words("app.day_of_year" if far else "app.day", day=day.day, month=month, year=day.year)


def format_weeks(first: int | None, last: int | None) -> str:
    """Return weeks by their numbers."""
    if first is None or last is None:
        return ""
    weeks = f"{first}" if first == last else f"{first}–{last}"
    return words("plan.week" if first == last else "plan.week_span", weeks=weeks)


def format_dates(schedule: Schedule, first: int, last: int) -> str:
    """Return weeks, with their dates where the schedule has any."""
    weeks = format_weeks(first, last)
    if schedule.start is None:
        return weeks
    days = f"{format_day(schedule.first_day(first))}–{format_day(schedule.last_day(last))}"
    return words("plan.with_dates", weeks=weeks, days=days)


def format_week_and_day(schedule: Schedule, week: int) -> str:
    """Return a week and the day it ends on."""
    day = schedule.last_day(week)
    week_text = format_weeks(week, week)
    return week_text if day is None else words("plan.week_and_day", week=week_text, day=format_day(day))


def respondent_name(label: str) -> str:
    """Return what a respondent is called, their role in the page's language, as it stands.

    What they are called was written once, in the language of whoever asked them.
    """
    for role in service().bank.roles:
        for lang in role.name.languages:
            written = role.name.in_(lang)
            if label == written or label.startswith(f"{written} "):
                return role.name.in_(language()) + label.removeprefix(written)
    return label


def respondent_label(label: str) -> str:
    """Return what a respondent is called, for a label; see `respondent_name`."""
    return plain(respondent_name(label))


ISO_DAY = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b")
UNIT_APART = re.compile(
    r"(?<=\d) (?=%|[\u4e00-\u9fff]|(?:person-day|day|week|month|point|yuan|min)s?\b|of \d)|(?<=\d of) (?=\d)"
)
UNIT_AT_ONCE = re.compile(r"(?<=\d)(?=[\u4e00-\u9fff])")


def with_units(text: str) -> str:
    """Return a text in which no number is parted from its unit at the end of a line."""
    return UNIT_AT_ONCE.sub(JOINER, UNIT_APART.sub(NO_BREAK, text))


def unbroken(text: str) -> str:
    """Return a line for a narrow page: no day, no range and no unit in it is parted at its end."""
    days = ISO_DAY.sub(lambda day: f"{JOINER}-{JOINER}".join(day.groups()), text)
    return with_units(days.replace(" – ", f"{NO_BREAK}–{NO_BREAK}"))


def as_heading(text: str) -> str:
    """Return a text as a heading begins."""
    return text[:1].upper() + text[1:]


def format_percent(sure: Confidence | None) -> str:
    """Return how sure something is."""
    return "–" if sure is None else words("results.about", percent=f"{50 * (sure.low + sure.high):.0f}")


def format_answer(item: Item, answer: Answer | None) -> str:
    """Return what an answer says, fit for a label; a point stands out."""
    text = answer_text(item, answer)
    if answer is not None and isinstance(item, AnchoredItem) and answer.point in item.anchors:
        point, _, sentence = text.partition(" · ")
        return f"**{point}**{SEPARATOR}{plain(sentence)}"
    return plain(text)


def answer_text(item: Item, answer: Answer | None) -> str:
    """Return what an answer says in the page's language, as it stands."""
    choice = choice_of(answer)
    if answer is None or (choice is None and not answer.ticks):
        return words("respondents.said.nothing")
    if isinstance(item, AnchoredItem) and answer.point in item.anchors:
        return f"{answer.point} · {item.anchors[answer.point].in_(language())}"
    if answer.ticks:
        return words("app.between_long").join(tick_name(item, each) for each in answer.ticks)
    text = (
        words("respondents.said.point", point=choice)
        if str(choice).isdigit()
        else words(f"respond.choice.{choice}")
    )
    if not answer.reason or not answer.absent:
        return text
    return f"{text} · {joined_text(answer.reason, language())}"


def tick_name(item: Item, id_: str) -> str:
    """Return the name of what may be ticked, as it stands."""
    lang = language()
    if isinstance(item, ChecklistItem) and id_ in item.options:
        return item.options[id_].in_(lang)
    row, _, column = id_.partition(".")
    if isinstance(item, GridItem) and row in item.rows and column in item.columns:
        return f"{item.rows[row].in_(lang)} {item.columns[column].in_(lang)}"
    return id_


NAMED = 3
"""Ticks that are named; of more only the number is said."""


def format_age(days: int | None) -> str:
    """Say how long ago something was said."""
    if days is None:
        return words("rounds.age.unknown")
    if days == 0:
        return words("rounds.age.today")
    unit, count = roughly(days)
    age = words(f"rounds.age.{unit}", count=count) if count > 1 else words(f"rounds.age.one_{unit}")
    return with_units(age)


def format_age_on(then: date | None, day: date) -> str:
    """Say how long before a day something was said."""
    return format_age(None if then is None else max(0, (day - then).days))


def format_full_answer(item: Item, answer: Answer | None) -> str:
    """Return an answer as it reads on the page: the anchor, what is ticked, or why there is none."""
    choice = choice_of(answer)
    if answer is not None and answer.ticks:
        return _ticked(item, answer.ticks)
    if choice is None:
        return words("rounds.not_answered")
    if isinstance(item, AnchoredItem) and choice.isdigit():
        anchor = item.anchors.get(int(choice))
        return words("rounds.not_answered") if anchor is None else plain(anchor.in_(language()))
    absences = {one.value for one in Absent}
    return words(f"respond.choice.{choice}") if choice in {NONE_OF_THESE, *absences} else plain(choice)


def anchors_below(item: Item, answer: Answer | None) -> str:
    """Return the anchors that an answer's own builds on, in lines to stand above it.

    Away from the others, an anchor that begins with "all of that" says nothing.
    """
    if not isinstance(item, AnchoredItem) or answer is None or answer.point is None:
        return ""
    below = [item.anchors[point] for point in sorted(item.anchors) if 0 < point < answer.point]
    return "".join(f":small[:gray[{plain(each.in_(language()))}]]  \n" for each in below)


def _ticked(item: Item, ticks: list[str]) -> str:
    lang = language()
    if isinstance(item, GridItem):
        return words("rounds.ticked_of", count=len(ticks), of=len(item.tick_ids))
    if isinstance(item, ChecklistItem) and len(ticks) <= NAMED:
        names = (item.options[one].in_(lang) for one in ticks if one in item.options)
        return plain(words("app.between_long").join(names))
    of = len(item.options) if isinstance(item, ChecklistItem) else len(ticks)
    return words("rounds.ticked_of", count=len(ticks), of=of)


def format_number(instrument: Instrument, metric_id: str, value: MetricValue | None) -> str:
    """Return a number as it was entered, with its unit."""
    if value is None or value == MetricValue():
        return words("rounds.not_answered")
    if value.number is None:
        return words(f"respond.choice.{value.peer or (value.absent.value if value.absent else 'dont_know')}")
    unit = instrument.metric(metric_id).unit
    return plain(f"{value.number:g} {unit if isinstance(unit, str) else unit.in_(language())}")


def format_item(instrument: Instrument, item: Item, answer: Answer | None, value: MetricValue | None) -> str:
    """Return what was said of an item, be it answered by a number or not."""
    if item.kind == "metric":
        return format_number(instrument, item.metric, value)
    return format_full_answer(item, answer)


def stage_name(instrument: Instrument, stage: str) -> str:
    """Return a stage's name in the page's language, for a label."""
    return plain(instrument.stage(stage).name.in_(language()))


def bank_text(text: LocalText | str) -> str:
    """Return a text of the bank that may be the same in every language."""
    return plain(text if isinstance(text, str) else text.in_(language()))
