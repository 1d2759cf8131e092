"""Strict JSON: bytes to plain values, refusing whatever would be lost, guessed or could not be kept."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from assessment.instrument.problems import Words, both

LARGEST = 5_000_000
"""Bytes; a full assessment with notes has some 40,000."""
DEEPEST = 40
"""Levels; an assessment file has some seven."""

STRING_OR_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]')

UNKEPT = re.compile("[\0\ud800-\udfff]")

Fault = tuple[str, Words, Words]
"""The place of something wrong, what it is, and what to do."""


@dataclass
class Parsed:
    """The plain value of a text, None where there is none, and what is wrong."""

    value: Any = None
    faults: list[Fault] = field(default_factory=list)


def parse(raw: bytes) -> Parsed:
    """Turn the bytes of a file into plain values; a large file is refused unread."""
    if len(raw) > LARGEST:
        what = both(f"文件超过 {LARGEST // 10**6} MB。", f"The file is larger than {LARGEST // 10**6} MB.")
        return refused(
            what,
            both(
                "这不像评估文件，请检查选对了没有。",
                "It hardly is an assessment file; check which one you chose.",
            ),
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        what = both("文件不是 UTF-8 文字。", "The file is not UTF-8 text.")
        return refused(
            what,
            both(
                "请选评估导出的 .json 文件，或另存为 UTF-8。",
                "Choose an exported .json file, or save it as UTF-8.",
            ),
        )
    if too_deep(text):
        what = both(f"括号嵌套超过 {DEEPEST} 层。", f"Brackets are nested more than {DEEPEST} levels deep.")
        return refused(what, both("这不是评估文件。", "This is not an assessment file."))
    strict = Strict()
    try:
        value = json.loads(
            text, object_pairs_hook=strict.unique, parse_constant=strict.constant, parse_int=strict.whole
        )
    except json.JSONDecodeError as trouble:
        return refused(*broken(trouble, text))
    return Parsed(mended(value), [*strict.faults, *unkept(value, "")])


def refused(what: Words, fix: Words) -> Parsed:
    """Give up on a file."""
    return Parsed(None, [("", what, fix)])


def too_deep(text: str) -> bool:
    """Whether brackets outside of texts are nested deeper than any assessment file."""
    depth = 0
    for found in STRING_OR_BRACKET.finditer(text):
        sign = found[0]
        depth += (sign in "[{") - (sign in "]}")
        if depth > DEEPEST:
            return True
    return False


def broken(trouble: json.JSONDecodeError, text: str) -> tuple[Words, Words]:
    """Say where a text stops being JSON."""
    if not text.strip():
        return both("文件是空的。", "The file is empty."), both("请选另一个文件。", "Choose another file.")
    zh, en = f"第 {trouble.lineno} 行第 {trouble.colno} 列", f"line {trouble.lineno}, column {trouble.colno}"
    cut_short = not text[trouble.pos :].strip() or trouble.msg.startswith("Unterminated string")
    if cut_short:
        return both(f"文件在{zh}就断了，不完整。", f"The file breaks off at {en}."), both(
            "可能没有下载完，请重新取一份。", "It may not have been saved whole; get it again."
        )
    return both(f"{zh}不是正确的 JSON。", f"This is not JSON at {en}."), both(
        "请检查那里的引号和逗号，或重新导出。", "Look at the quotes and commas there, or export it again."
    )


class Strict:
    """Hooks for the JSON reader that notice what it would pass over."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def unique(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """Refuse a key that is given twice: the reader would keep the last one."""
        found = dict(pairs)
        if len(found) < len(pairs):
            names = [name for name, _ in pairs]
            for name in dict.fromkeys(name for name in names if names.count(name) > 1):
                what = both(f"“{name}”写了两次。", f"'{name}' is given twice.")
                self.faults.append((name, what, both("只留一个。", "Keep one of them.")))
        return found

    def constant(self, name: str) -> None:
        """Refuse NaN and Infinity, which JSON does not have."""
        what = both(f"{name} 不是数字。", f"{name} is not a number.")
        fix = both(
            '没有数字请写 {"absent": "dont_know"}。', 'Where there is none, write {"absent": "dont_know"}.'
        )
        self.faults.append(("", what, fix))

    def whole(self, digits: str) -> int:
        """Refuse numbers of hundreds of digits."""
        if len(digits) <= 18:
            return int(digits)
        what = both("有一个数字太长。", "One number is too long.")
        self.faults.append(("", what, both("请改正。", "Correct it.")))
        return 0


def unkept(value: Any, place: str) -> Iterator[Fault]:
    """Find texts and numbers that no database keeps: half characters, null characters, infinity."""
    if isinstance(value, str) and mended(value) != value:
        what = both("文字里有不完整的字符。", "The text holds a broken character.")
        yield place, what, both("请重新输入这段文字。", "Type this text again.")
    elif isinstance(value, float) and not isfinite(value):
        yield place, both("数字太大。", "The number is too large."), both("请改正。", "Correct it.")
    elif isinstance(value, dict):
        for key, entry in value.items():
            yield from unkept(key, place)
            yield from unkept(entry, f"{place}.{key}".removeprefix("."))
    elif isinstance(value, list):
        for rank, entry in enumerate(value):
            yield from unkept(entry, f"{place}.{rank}")


def mended(value: Any) -> Any:
    """Return a value without what cannot be kept, so that the rest of it can still be looked at."""
    if isinstance(value, str):
        return UNKEPT.sub("", value)
    if isinstance(value, dict):
        return {mended(key): mended(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [mended(entry) for entry in value]
    return None if isinstance(value, float) and not isfinite(value) else value
