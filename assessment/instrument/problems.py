"""What is wrong, where it stands, and what to do about it.

Problems are values in a list, never the first exception met: whoever edits
the bank or sends a file learns everything in one run.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Literal

from assessment.texts import LANGUAGES, Localized, Sentences, Text

LONGEST_NAME = 100
"""Characters of a name that are looked at to say what was meant."""
LONGEST = 1000
"""Characters of one problem that are said: a file may hold names of any length."""


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

    def text(self, language: str) -> str:
        """Say it in one line: `file:line: what. what to do`."""
        where = ":".join(str(part) for part in (self.file, self.line) if part not in ("", None))
        message: Localized = Sentences([self.what, self.fix])
        if self.level == "warning":
            message = Text("instrument.warning", message=message)
        line = f"{where}: {message.in_(language)}" if where else message.in_(language)
        return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"

    def order(self) -> tuple[str, int, str, str]:
        """Sort key: by file, then by line, then by what is said."""
        return (self.file, self.line or 0, self.place, self.what.in_("en"))


MOST_PROBLEMS = 50
"""Problems of one file that are listed; more are counted."""


def listed(problems: Sequence[Problem], more: int = 0) -> list[Problem]:
    """Return the first problems of a file, and how many more there are.

    Args:
        problems: of the file, in the order in which they are met.
        more: so many errors that were counted and not looked at.
    """
    first, rest = list(problems[:MOST_PROBLEMS]), problems[MOST_PROBLEMS:]
    if not rest and not more:
        return first
    what, fix = Text("files.more", count=len(rest) + more), Text("files.fix.mend_these_first")
    level: Literal["error", "warning"] = "error" if more or errors(rest) else "warning"
    return [*first, Problem(first[0].file if first else "", None, level, what, fix)]


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
        super().__init__("\n".join(problem.text("en") for problem in self.problems))


def nearest(given: object, known: Iterable[str]) -> str | None:
    """Return the known name that was probably meant; None where none is like what was given."""
    return next(iter(get_close_matches(str(given), list(known), n=1)), None)


@dataclass(frozen=True)
class Suggestion:
    """What was probably meant, or what there is to choose from: a `Localized`, worked out when it is said.

    A hostile file has thousands of unknown names, of which fifty are listed.
    """

    given: object
    known: Collection[str]

    @property
    def languages(self) -> Iterable[str]:
        """The languages it exists in."""
        return LANGUAGES

    def in_(self, language: str) -> str:
        """Return it in a language."""
        near = nearest(self.given, self.known)
        if near is not None:
            return Text("instrument.fix.did_you_mean", near=near).in_(language)
        if 0 < len(self.known) <= 12:
            return Text("instrument.fix.there_is", names=", ".join(self.known)).in_(language)
        return Text("instrument.fix.use_known_name").in_(language)


def suggestion(given: object, known: Collection[str]) -> Localized:
    """Say what was probably meant, or what there is to choose from."""
    return Suggestion(str(given)[:LONGEST_NAME], known)
