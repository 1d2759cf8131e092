"""Which days the numbers of a picture are about, as the texts around them say."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from assessment.instrument.columns import WORDS, half_width, window_in
from assessment.pictures.boxes import PictureText
from assessment.pictures.layout import same_line
from assessment.spreadsheets.values import DAYS_IN_TEXT, Period, period_in, read_day, read_period

PeriodKind = Literal["days", "window", "yesterday", "running", "long"]
"""`days`: by their dates. `window`: so many days back. `running`: not over yet: 今日, 实时, 本月.
`long`: months, quarters and years, such as 近12个月."""

YESTERDAY, RUNNING, EVENT, SHORT_PERIOD, LONG_PERIOD, UPDATED = (
    re.compile(WORDS["picture_patterns"][name])
    for name in ("yesterday", "running", "event", "short_period", "long_period", "updated")
)
BESIDE = 3
"""How far apart, in heights, two texts of one heading stand at most."""
LONGEST = 40
"""Characters of a text that says a period."""
CLOCK = re.compile(r"\s*\d{1,2}:\d{2}(?::\d{2})?")


@dataclass(frozen=True)
class PicturePeriod:
    """What a text says about days."""

    kind: PeriodKind
    box: PictureText
    window: int | None = None
    period: Period | None = None

    @property
    def title(self) -> str:
        """The same in the words that titles of tables use."""
        if self.period is not None:
            return f"{self.period.first.isoformat()} ~ {self.period.last.isoformat()}"
        return WORDS["window_title"].format(self.window) if self.window else ""

    @property
    def days(self) -> int | None:
        """How many days it is about; None where it does not say."""
        return self.period.days if self.period is not None else self.window


def period_of(box: PictureText, today: date) -> list[PicturePeriod]:
    """Return what a text says about days: nothing, a window, days, or a window with its days."""
    text = half_width(box.text).strip()
    if not text or len(text) > LONGEST or EVENT.search(text):
        return []
    dated = _days(CLOCK.sub(" ", text), today)
    if dated is not None:
        return [PicturePeriod("days", box, period=dated)]
    window = window_in(text)
    found: list[PicturePeriod] = [] if window is None else [PicturePeriod("window", box, window=window)]
    if YESTERDAY.search(text):
        found.append(PicturePeriod("yesterday", box, window=1))
    if RUNNING.search(text):
        found.append(PicturePeriod("running", box))
    if LONG_PERIOD.fullmatch(text):
        found.append(PicturePeriod("long", box))
    return found


def _days(text: str, today: date) -> Period | None:
    """Return the days a text names by date: two of them, one, or a month."""
    if (both := period_in(text)) is not None:
        return both
    days = [each[0] for each in DAYS_IN_TEXT.finditer(text)]
    if len(days) == 1 and (day := read_day(days[0])) is not None:
        return Period(day, day)
    short = SHORT_PERIOD.search(text)
    if short is not None and not days:
        return _without_year([int(part) for part in short.groups()], today)
    bare = re.sub(r"^[^\d]*", "", text)
    return read_period(bare, serials=False) if re.match(r"20\d{2}", bare) else None


def _without_year(parts: Sequence[int], today: date) -> Period | None:
    """Return the last such days that are not to come."""
    try:
        last = date(today.year, parts[2], parts[3])
        if last > today:
            last = date(today.year - 1, parts[2], parts[3])
        first = date(last.year, parts[0], parts[1])
        if first > last:
            first = date(last.year - 1, parts[0], parts[1])
    except ValueError:
        return None
    return Period(first, last)


def settled(periods: Iterable[PicturePeriod]) -> tuple[PicturePeriod | None, bool]:
    """Return the one period of a picture, and whether its texts leave open which one it is.

    Where several are offered in one line, the dates say which is chosen. A window or a day by itself must
    stand beside dates that say the same: far from them it heads another part of the page, or another page
    of a stitched picture.
    """
    every = list(periods)
    dated = [each for each in every if each.kind == "days"]
    rest = [each for each in every if each.kind != "days"]
    ranges = [each for each in dated if each.days != 1]
    loose = [each for each in dated if each.days == 1 and not _tells_state(each, [*ranges, *rest])]
    windows = {each.window for each in rest if each.kind == "window"}
    if dated and not ranges and len(windows) == 1 and windows != {1}:
        # 近30天，更新至 2026-11-26: the day is no part of the window's name.
        kinds = {each.kind for each in rest}
        return next(each for each in rest if each.kind == "window"), len(kinds) > 1 or bool(loose)
    if dated:
        headings = ranges or dated
        choices, alone = _choices(rest)
        several = len({each.period for each in headings}) > 1 or bool(ranges and loose)
        unlike = any(not _agrees(each, headings) for each in alone)
        return headings[0], several or unlike or len(choices) > len(headings)
    kinds_and_windows = {(each.kind, each.window) for each in rest}
    return (rest[0] if rest else None), len(kinds_and_windows) > 1


def _tells_state(day: PicturePeriod, others: Sequence[PicturePeriod]) -> bool:
    """Whether a day only says until when data are there, beside what says the period."""
    return UPDATED.search(day.box.text) is not None or any(_beside(day.box, each.box) for each in others)


def _choices(periods: Sequence[PicturePeriod]) -> tuple[list[list[PicturePeriod]], list[PicturePeriod]]:
    """Return the lines in which several periods are offered, and the periods that stand by themselves."""
    lines: list[list[PicturePeriod]] = []
    for each in periods:
        line = next((line for line in lines if same_line(line[0].box, each.box)), None)
        if line is None:
            lines.append([each])
        else:
            line.append(each)
    choices = [line for line in lines if len({(each.kind, each.window) for each in line}) > 1]
    return choices, [each for line in lines if line not in choices for each in line]


def _agrees(alone: PicturePeriod, dated: Sequence[PicturePeriod]) -> bool:
    """Whether dates beside a period say the same."""
    if alone.kind == "running":
        return False
    return any(_beside(alone.box, each.box) and _alike(alone.window, each.days) for each in dated)


def _beside(one: PictureText, other: PictureText) -> bool:
    gap = max(one.top - other.bottom, other.top - one.bottom)
    return gap <= BESIDE * max(one.height, other.height)


def _alike(one: int | None, other: int | None) -> bool:
    return one is not None and other is not None and abs(one - other) <= (0 if other <= 3 else 3)
