"""What is wrong, where it stands, and what to do about it.

Problems are values in a list, never the first exception met: whoever edits
the bank or sends a file learns everything in one run.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Literal

Words = Mapping[str, str]
"""One sentence in each language a person may choose: zh and en."""


def both(zh: str, en: str) -> Words:
    """Put the two wordings of one sentence together."""
    return {"zh": zh, "en": en}


@dataclass(frozen=True)
class Problem:
    """One thing to mend: its place, what is wrong, and what to do."""

    file: str
    line: int | None
    level: Literal["error", "warning"]
    what: Words = field(compare=False)
    fix: Words = field(compare=False)
    place: str = ""
    """The place inside the file, such as `answers.field.rhythm.point`; empty where the line says enough."""

    def said(self, language: str) -> str:
        """Say it in one line: `file:line: what. what to do`."""
        where = ":".join(str(part) for part in (self.file, self.line) if part not in ("", None))
        mark = {"zh": "（提醒）", "en": "(warning) "}[language] if self.level == "warning" else ""
        gap = "" if language == "zh" else " "
        parts = (self.what[language], self.fix[language])
        words = mark + gap.join(part for part in parts if part)
        return f"{where}: {words}" if where else words

    def order(self) -> tuple[str, int, str, str]:
        """Sort key: by file, then by line, then by what is said."""
        return (self.file, self.line or 0, self.place, self.what["en"])


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Sort problems by file and line, and drop exact repetitions."""
    unique = {(*problem.order(), problem.fix["en"]): problem for problem in problems}
    return [unique[key] for key in sorted(unique)]


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Keep the problems that must be mended, leave out the warnings."""
    return [problem for problem in problems if problem.level == "error"]


class InstrumentError(Exception):
    """An instrument cannot be used; `problems` says everything that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = in_order(problems)
        super().__init__("\n".join(problem.said("en") for problem in self.problems))


def suggestion(given: object, known: Collection[str]) -> Words:
    """Say what was probably meant, or what there is to choose from; empty where nothing helps."""
    near = get_close_matches(str(given), list(known), n=1)
    if near:
        return both(f"是不是想写“{near[0]}”？", f"Did you mean '{near[0]}'?")
    if 0 < len(known) <= 12:
        names = ", ".join(known)
        return both(f"可以写的有：{names}。", f"There is: {names}.")
    return both("请改成已有的名称，或先把它加进来。", "Use one that exists, or add it first.")
