"""What belongs together in a picture, by place: numbers with their names, and tables with rows and columns.

A number belongs to the name close on its left, or to the one above it in the
same tile. What stands between, beside or under it and may be meant as well
makes the pair doubtful.
"""

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assessment.instrument.columns import WORDS, half_width
from assessment.pictures.boxes import PictureText
from assessment.spreadsheets.values import is_absent, read_number

Kind = Literal["number", "absent", "change", "word"]
"""`absent`: a sign for no number at all. `change`: a number with a sign or an arrow."""

CHANGE = re.compile(r"[+\-−↑↓▲▼△▽⬆⬇↗↘].*\d.*|.*\d.*[↑↓▲▼△▽⬆⬇↗↘]$")
ARROW = re.compile(WORDS["picture_patterns"]["arrow"])
"""Before a number: the one it has become."""
MONEY_SIGN = frozenset("¥￥")
SUFFIX = re.compile(WORDS["picture_patterns"]["suffix"])
CLOSE, NEAR, FAR = 1.2, 2.5, 2.4
"""How far a sign, a name on the left and a name above may be, in heights of the number."""
AS_NEAR, MUCH_NEARER = 1.3, 0.6
"""How far below a number a text stands, for each pixel its name stands above: then it may be the name."""
LEADING = 0.6
"""How far above a name a text of its size stands that is its first line."""
SMALL = 0.78
"""The height of a number beside another one, as a share of it, that is only a remark about it."""
SAME_LINE = 0.5
"""The share of its height that two texts of one line have in common."""

IsTrue = Callable[[str], bool]


def kind_of(text: str) -> Kind:
    """Return what a text is, by itself."""
    bare = half_width(text).strip()
    if is_absent(bare):
        return "absent"
    if CHANGE.fullmatch(bare):
        return "change" if any(sign.isdigit() for sign in bare) else "word"
    return "number" if read_number(bare) is not None else "word"


def without_arrow(box: PictureText) -> PictureText:
    """Return a number without the arrow before it, so that it counts as the second one of its name."""
    if not ARROW.match(box.text):
        return box
    return replace(box, text=ARROW.sub("", box.text, 1), again=box.again and ARROW.sub("", box.again, 1))


def is_sign(text: str) -> bool:
    """Whether a text holds no letter and no digit, and stands for no number either: an arrow, a colon."""
    return not any(each.isalnum() for each in text) and not is_absent(half_width(text).strip())


def same_line(one: PictureText, other: PictureText) -> bool:
    """Whether two texts stand in one line."""
    common = min(one.bottom, other.bottom) - max(one.top, other.top)
    return common >= SAME_LINE * min(one.height, other.height)


def runs_off(name: PictureText, other: PictureText, slant: float) -> bool:
    """Whether a name and its number are in no line, or column, where texts fall by so many degrees."""
    fall = abs(math.tan(math.radians(slant)))
    if same_line(name, other):
        far = abs(name.left + name.right - other.left - other.right) / 2
        return fall * far > SAME_LINE * min(name.height, other.height)
    return fall * abs(name.middle - other.middle) > SAME_LINE * min(name.width, other.width)


def lines_of(boxes: Sequence[PictureText]) -> list[list[PictureText]]:
    """Return the lines of a picture from top to bottom, each from left to right."""
    lines: list[list[PictureText]] = []
    for box in sorted(boxes, key=lambda each: each.middle):
        for line in lines[-3:]:
            neighbour = min(line, key=lambda each: -each.overlap(box))
            if neighbour.overlap(box) <= 0.2 * min(box.width, neighbour.width) and same_line(neighbour, box):
                line.append(box)
                break
        else:
            lines.append([box])
    return [sorted(line, key=lambda each: each.left) for line in lines]


def joined(boxes: Sequence[PictureText]) -> list[PictureText]:
    """Put money signs and units that were found by themselves to the numbers they stand beside."""
    rest = list(boxes)
    for sign in [each for each in boxes if each.text in MONEY_SIGN or SUFFIX.fullmatch(each.text)]:
        before = sign.text in MONEY_SIGN
        for box in rest:
            gap = box.left - sign.right if before else sign.left - box.right
            is_close = -0.5 * sign.height < gap < CLOSE * max(sign.height, box.height) * 0.7
            if box is not sign and is_close and kind_of(box.text) == "number" and _bottoms_meet(box, sign):
                rest[rest.index(box)] = _together(sign, box) if before else _together(box, sign)
                rest.remove(sign)
                break
    return rest


def _bottoms_meet(one: PictureText, other: PictureText) -> bool:
    return same_line(one, other) or abs(one.bottom - other.bottom) < 0.4 * one.height


def _together(left: PictureText, right: PictureText) -> PictureText:
    again = None
    if left.again is not None or right.again is not None:
        again = (left.again or left.text) + (right.again or right.text)
    return PictureText(
        left.text + right.text,
        min(left.left, right.left),
        min(left.top, right.top),
        max(left.right, right.right),
        max(left.bottom, right.bottom),
        min(left.sure, right.sure),
        again,
    )


# Names and numbers


@dataclass(frozen=True)
class NamedNumber:
    """A number and the name that stands by it."""

    name: str
    named_by: tuple[PictureText, ...]
    number: PictureText
    doubtful: bool = False
    """Whether it may belong to another name, or another number to this one."""


class PictureLayout:
    """The texts of a picture that stand in no table, by their places."""

    def __init__(
        self,
        boxes: Sequence[PictureText],
        is_known: IsTrue,
        is_remark: IsTrue,
        passed_over: Sequence[PictureText] = (),
    ) -> None:
        """Take the texts of a picture.

        Args:
            boxes: the texts.
            is_known: whether a text is the name of a number that is looked for.
            is_remark: whether it tells of peers, or of another time.
            passed_over: texts that name no number, such as days.
        """
        every = [box for box in boxes if box not in passed_over]
        # An arrow or a colon between a name and its number, or between two numbers, is no name.
        self._signs = [box for box in every if is_sign(box.text)]
        self._boxes = [box for box in every if not is_sign(box.text)]
        self._kinds = {box: kind_of(box.text) for box in every}
        self._is_known, self._is_remark = is_known, is_remark

    def pairs(self) -> list[NamedNumber]:
        """Return every number that has a name, in the order of the page."""
        numbers = [box for box in self._boxes if self._kinds[box] in {"number", "absent"}]
        found = [pair for box in numbers if (pair := self._pair(box)) is not None]
        bare = [box for box in numbers if not any(pair.number == box for pair in found)]
        claims: dict[tuple[PictureText, ...], list[NamedNumber]] = {}
        for pair in found:
            claims.setdefault(pair.named_by, []).append(pair)
        kept = []
        for same in claims.values():
            first = max(same, key=lambda pair: pair.number.height)
            several = len(same) > 1 or any(_may_be_meant(first.number, box) for box in bare)
            several = several or any(
                self._may_be_unit(first.number, box) for box in (*self._boxes, *self._signs)
            )
            several = several or self._heads_a_list(first)
            kept.append(replace(first, doubtful=first.doubtful or several))
        return [pair for pair in kept if self._kinds[pair.number] == "number"] + list(self._in_one_text())

    def _heads_a_list(self, pair: NamedNumber) -> bool:
        """Whether under a number below its name stands another as large: they are rows then."""
        if same_line(pair.named_by[-1], pair.number):
            return False
        under = self._below(pair.number)
        if under is None or self._kinds[under] not in {"number", "absent"}:
            return False
        return under.height >= SMALL * pair.number.height

    def _may_be_unit(self, number: PictureText, box: PictureText) -> bool:
        """Whether a short text right behind a number may be its unit, misread."""
        gap = box.left - number.right
        close = -0.3 * number.height < gap < number.height
        return self._kinds[box] == "word" and len(box.text) <= 2 and close and same_line(number, box)

    def _in_one_text(self) -> Iterator[NamedNumber]:
        """Yield names and numbers that were read as one text: 退款率12.35%."""
        for box in self._boxes:
            if self._kinds[box] != "word":
                continue
            split = re.fullmatch(r"(.*?[^\d¥.,\s:])[:\s]*(¥?\d.*)", half_width(box.text))
            if split and self._is_known(split[1]) and kind_of(split[2]) == "number":
                again = re.fullmatch(r"(.*?[^\d¥.,\s:])[:\s]*(¥?\d.*)", half_width(box.again or box.text))
                value = replace(box, text=split[2], again=again[2] if again else "")
                yield NamedNumber(split[1], (box,), value)

    def _pair(self, number: PictureText) -> NamedNumber | None:
        """Return the number with its name: close on the left, else above, else far left or below."""
        left = self._word(self._left_of(number))
        above = self._word(self._above(number))
        below = self._word(self._below(number))
        close = left is not None and number.left - left.right <= NEAR * number.height
        name = left if close or self._heads_column(above, left) else above or left
        if name is None:
            known = below is not None and self._is_known(below.text)
            return self._named(number, below, doubtful=True) if known and below is not None else None
        other = above if name is left else left
        rival = other is not None and self._is_known(other.text) and not self._is_known(name.text)
        rival = rival or (name is left and not close and self._heads_column(above, left))
        if below is None or name is left or self._is_remark(below.text):
            return self._named(number, name, doubtful=rival)
        over, under = number.top - name.bottom, below.top - number.bottom
        if under <= MUCH_NEARER * over:
            return self._named(number, below, doubtful=True)
        return self._named(number, name, doubtful=rival or under <= AS_NEAR * over)

    def _heads_column(self, above: PictureText | None, left: PictureText | None) -> bool:
        """Whether a text above a number says whose it is, 本店, and the one far on the left names it."""
        if above is None or left is None or not self._is_known(left.text):
            return False
        return not self._is_known(above.text) and not self._is_remark(above.text)

    def _word(self, box: PictureText | None) -> PictureText | None:
        """Return a text that may be a name; a clock, or digits with an arrow before them, is none."""
        is_name = box is not None and self._kinds[box] == "word" and any(map(str.isalpha, box.text))
        return box if is_name else None

    def _named(self, number: PictureText, name: PictureText, *, doubtful: bool = False) -> NamedNumber:
        """Return the pair; a name that goes over two lines is put together, or doubtful."""
        for upper in self._boxes:
            close = -0.5 * name.height < name.top - upper.bottom < LEADING * name.height
            alike = abs(upper.height - name.height) < 0.35 * name.height
            if self._kinds[upper] == "word" and close and alike and _in_one_column(upper, name):
                whole = upper.text + name.text
                if self._is_known(whole):
                    return NamedNumber(whole, (upper, name), number, doubtful)
                return NamedNumber(name.text, (name,), number, doubtful=True)
        return NamedNumber(name.text, (name,), number, doubtful)

    def _left_of(self, number: PictureText) -> PictureText | None:
        """Return what stands next on the left, in the same line."""
        line = [
            box
            for box in self._boxes
            if box is not number and box.right <= number.left + 0.3 * number.height and same_line(box, number)
        ]
        return max(line, key=lambda box: box.right, default=None)

    def _above(self, number: PictureText) -> PictureText | None:
        """Return what stands next above, in the same tile."""
        near = [box for box in self._in_tile(number) if number.middle - box.middle > 0]
        return _over_most(number, near, max(near, key=lambda box: box.bottom, default=None))

    def _below(self, number: PictureText) -> PictureText | None:
        """Return what stands next below, in the same tile."""
        near = [box for box in self._in_tile(number) if box.middle - number.middle > 0]
        return _over_most(number, near, min(near, key=lambda box: box.top, default=None))

    def _in_tile(self, number: PictureText) -> Iterator[PictureText]:
        """Yield what stands above or below a number, not too far from it."""
        for box in self._boxes:
            gap = max(number.top - box.bottom, box.top - number.bottom)
            if not same_line(box, number) and gap < FAR * number.height and _in_one_column(box, number):
                yield box


def _over_most(
    number: PictureText, near: Sequence[PictureText], nearest: PictureText | None
) -> PictureText | None:
    """Return, of what stands in the nearest line, what a number stands under most: the name, not its icon."""
    line = [box for box in near if nearest is not None and same_line(box, nearest)]
    return max(line, key=number.overlap, default=None)


def _in_one_column(one: PictureText, other: PictureText) -> bool:
    """Whether two texts stand under each other: over half of the narrower one, or flush on the left."""
    share = one.overlap(other) / max(min(one.width, other.width), 1)
    flush = abs(one.left - other.left) < 0.6 * min(one.height, other.height)
    return share > 0.5 or (flush and share > 0)


def _may_be_meant(number: PictureText, other: PictureText) -> bool:
    """Whether a number without a name may be the one that another number's name is about."""
    gap = other.left - number.right
    if not (same_line(number, other) and -0.3 * number.height < gap):
        return False
    return gap < 0.5 * number.height or other.height >= SMALL * number.height


# Tables


@dataclass(frozen=True)
class PictureTable:
    """Lines of texts under a line of names, each in the column it stands in."""

    cells: tuple[tuple[PictureText | None, ...], ...]
    """Line by line, the names first; None where nothing stands."""

    @property
    def boxes(self) -> list[PictureText]:
        """All its texts."""
        return [box for line in self.cells for box in line if box is not None]


REGULAR = 0.7
"""The share of a column's cells that are of one kind, where it is a column."""
FEWEST_ROWS = 2
"""Rows under the names from which on it is a table, and no row of tiles."""


def tables_of(lines: Sequence[Sequence[PictureText]], is_compared: IsTrue) -> list[PictureTable]:
    """Find the tables among the lines of a picture.

    Args:
        lines: from top to bottom, each from left to right.
        is_compared: whether a text tells of peers, or of another time: it may head a column; no row holds it.
    """
    found: list[PictureTable] = []
    at = 0
    while at < len(lines):
        table, used = _table_from(lines, at, is_compared)
        if table is None:
            at += 1
        else:
            found.append(table)
            at += used
    return found


def _table_from(
    lines: Sequence[Sequence[PictureText]], at: int, is_compared: IsTrue
) -> tuple[PictureTable | None, int]:
    """Return the table whose names stand in a line, with the number of its lines."""
    head = lines[at]
    if len(head) < 2 or any(kind_of(box.text) != "word" for box in head):
        return None, 0
    # What tiles say of another time or of peers, each with its number, heads no rows below them.
    if all(is_compared(box.text) and any(map(str.isdigit, box.text)) for box in head):
        return None, 0
    rows: list[tuple[PictureText | None, ...]] = []
    height = 0.0
    for line in lines[at + 1 :]:
        row = _row_under(head, line)
        numbers = [box for box in line if kind_of(box.text) in {"number", "absent"}]
        enough = len(line) >= max(2, 0.6 * len(head)) and numbers
        if row is None or not enough or any(is_compared(box.text) for box in line):
            break
        # Under tiles changes stand by themselves; in a row they follow its name.
        named = row[0] is not None and kind_of(row[0].text) == "word"
        if not named and any(kind_of(box.text) == "change" for box in line):
            break
        tall = max(box.height for box in numbers)
        if height and not SMALL < tall / height < 1 / SMALL:
            break
        height = height or tall
        rows.append(row)
    if len(rows) < FEWEST_ROWS or not all(map(_is_regular, zip(*rows, strict=True))):
        return None, 0
    return PictureTable((tuple(head), *rows)), 1 + len(rows)


def _is_regular(column: Sequence[PictureText | None]) -> bool:
    """Whether nearly all cells of a column are of one kind: numbers, words, or empty."""
    kinds = ["" if box is None else kind_of(box.text).replace("absent", "number") for box in column]
    return max(map(kinds.count, kinds)) >= REGULAR * len(kinds)


def _row_under(
    head: Sequence[PictureText], line: Sequence[PictureText]
) -> tuple[PictureText | None, ...] | None:
    """Return the texts of a line by the names they stand under; None where two would stand under one."""
    cells: list[PictureText | None] = [None] * len(head)
    for box in line:
        place = min(range(len(head)), key=lambda at: _apart(head[at], box))
        if cells[place] is not None or _apart(head[place], box) > 3 * box.height:
            return None
        cells[place] = box
    return tuple(cells)


def _apart(one: PictureText, other: PictureText) -> float:
    """Return how far two texts are from standing under each other: flush left, flush right or centred."""
    centres = abs(one.left + one.right - other.left - other.right) / 2
    return min(abs(one.left - other.left), abs(one.right - other.right), centres)
