"""Strict JSON: bytes to plain values, refusing whatever would be lost, guessed or could not be kept."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from assessment.texts import Localized, Text

LARGEST = 5_000_000
"""Bytes; a full assessment with notes has some 40,000."""
DEEPEST = 40
"""Levels; an assessment file has some seven."""

STRING_OR_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*"?|[\[\]{}]', re.DOTALL)
"""A string that never ends is taken to the end, or each quotation mark in it would be tried again."""

LONGEST_TEXT = 10_000
"""Characters of one text; a page takes 2,000 for a note."""
UNKEPT = re.compile("[\0\ud800-\udfff]")

Fault = tuple[str, Localized, Localized]
"""The place of something wrong, what it is, and what to do."""


@dataclass
class Parsed:
    """The plain value of a text, None where there is none, and what is wrong."""

    value: Any = None
    faults: list[Fault] = field(default_factory=list)


def parse(raw: bytes) -> Parsed:
    """Turn the bytes of a file into plain values; a large file is refused unread."""
    if len(raw) > LARGEST:
        what = Text("files.too_large", largest=LARGEST // 10**6)
        return refused(
            what,
            Text("files.fix.check_choice"),
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        what = Text("files.not_utf")
        return refused(
            what,
            Text("files.fix.choose_export_or_save"),
        )
    if too_deep(text):
        what = Text("files.too_deep", deepest=DEEPEST)
        return refused(what, Text("files.not_assessment_file"))
    strict = Strict()
    try:
        value = json.loads(
            text, object_pairs_hook=strict.unique, parse_constant=strict.constant, parse_int=strict.whole
        )
    except json.JSONDecodeError as trouble:
        return refused(*broken(trouble, text))
    return Parsed(mended(value), [*strict.faults, *unkept(value, "")])


def refused(what: Localized, fix: Localized) -> Parsed:
    """Return the reading of a file that is not read on: no value, and why."""
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


def broken(trouble: json.JSONDecodeError, text: str) -> tuple[Localized, Localized]:
    """Say where a text stops being JSON."""
    if not text.strip():
        return Text("instrument.file_empty"), Text("files.fix.choose_another")
    where = Text("files.noun.place", lineno=trouble.lineno, colno=trouble.colno)
    cut_short = not text[trouble.pos :].strip() or trouble.msg.startswith("Unterminated string")
    if cut_short:
        return Text("files.breaks_off", where=where), Text("files.fix.get_again")
    return Text("files.not_json_at", where=where), Text("files.fix.look_at_quotes")


class Strict:
    """Hooks for the JSON reader that notice what it would pass over."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def unique(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """Refuse a key that is given twice: the reader would keep the last one."""
        found = dict(pairs)
        if len(found) < len(pairs):
            counts = Counter(name for name, _ in pairs)
            for name in (name for name, count in counts.items() if count > 1):
                what = Text("files.given_twice", choice=name)
                self.faults.append((name, what, Text("checks.fix.keep_one")))
        return found

    def constant(self, name: str) -> None:
        """Refuse NaN and Infinity, which JSON does not have."""
        what = Text("files.constant", name=name)
        fix = Text("files.fix.absent")
        self.faults.append(("", what, fix))

    def whole(self, digits: str) -> int:
        """Refuse numbers of hundreds of digits."""
        if len(digits) <= 18:
            return int(digits)
        what = Text("files.long_number")
        self.faults.append(("", what, Text("instrument.fix.correct")))
        return 0


def unkept(value: Any, place: str) -> Iterator[Fault]:
    """Find what is not kept: half characters, null characters, infinity, texts nobody would read."""
    if isinstance(value, str):
        if len(value) > LONGEST_TEXT:
            yield place, Text("files.text_too_long", longest=LONGEST_TEXT), Text("files.fix.shorten")
        elif UNKEPT.search(value):
            yield place, Text("files.broken_character"), Text("files.fix.type_again")
    elif isinstance(value, float) and not isfinite(value):
        yield place, Text("files.number_too_large"), Text("instrument.fix.correct")
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
