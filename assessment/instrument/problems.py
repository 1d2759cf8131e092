"""What is wrong, where it stands, and what to do about it.

Problems are values in a list, never the first exception met: whoever edits
the bank or sends a file learns everything in one run.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Literal

from assessment.texts import Localized, Sentences, Text


@dataclass(frozen=True)
class Problem:
    """One thing to mend: its place, what is wrong, and what to do."""

    file: str
    line: int | None
    level: Literal["error", "warning"]
    what: Localized = field(compare=False)
    fix: Localized = field(compare=False)
    place: str = ""
    """The place inside the file, such as `answers.field.rhythm.point`; empty where the line says enough."""

    def said(self, language: str) -> str:
        """Say it in one line: `file:line: what. what to do`."""
        where = ":".join(str(part) for part in (self.file, self.line) if part not in ("", None))
        message: Localized = Sentences([self.what, self.fix])
        if self.level == "warning":
            message = Text("instrument.warning", message=message)
        return f"{where}: {message.in_(language)}" if where else message.in_(language)

    def order(self) -> tuple[str, int, str, str]:
        """Sort key: by file, then by line, then by what is said."""
        return (self.file, self.line or 0, self.place, self.what.in_("en"))


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Sort problems by file and line, and drop exact repetitions."""
    unique = {(*problem.order(), problem.fix.in_("en")): problem for problem in problems}
    return [unique[key] for key in sorted(unique)]


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Keep the problems that must be mended, leave out the warnings."""
    return [problem for problem in problems if problem.level == "error"]


class InstrumentError(Exception):
    """An instrument cannot be used; `problems` says everything that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = in_order(problems)
        super().__init__("\n".join(problem.said("en") for problem in self.problems))


def nearest(given: object, known: Iterable[str]) -> str | None:
    """Return the known name that was probably meant; None where none is like what was given."""
    return next(iter(get_close_matches(str(given), list(known), n=1)), None)


def suggestion(given: object, known: Collection[str]) -> Localized:
    """Say what was probably meant, or what there is to choose from."""
    near = nearest(given, known)
    if near is not None:
        return Text("instrument.fix.did_you_mean", near=near)
    if 0 < len(known) <= 12:
        names = ", ".join(known)
        return Text("instrument.fix.there_is", names=names)
    return Text("instrument.fix.use_known_name")
