"""Shared parts of the commands: options, printing, known failures, the assessment file."""

import errno
import io
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from unicodedata import category, east_asian_width

import click

from assessment.files import read_path
from assessment.instrument.calendar import Event
from assessment.instrument.load import load_bank, shipped_bank
from assessment.instrument.model import Instrument
from assessment.instrument.problems import InstrumentError, Problem
from assessment.instrument.releases import Releases
from assessment.responses import Assessment

F = TypeVar("F", bound=Callable[..., Any])

LANGUAGES = ("zh", "en")


@dataclass
class Settings:
    """What was asked for before or after the command's name; the later one wins."""

    lang: str = "zh"
    questions: Path | None = None

    def bank(self, folder: Path | None = None) -> Path:
        """Return the folder of questions to read, as short as the working folder allows."""
        chosen = folder or self.questions or shipped_bank()
        here = Path.cwd()
        return chosen.relative_to(here) if chosen.is_absolute() and chosen.is_relative_to(here) else chosen

    def say(self, zh: str, en: str) -> str:
        """Choose the wording of the language asked for."""
        return {"zh": zh, "en": en}[self.lang]


def keep_option(ctx: click.Context, parameter: click.Parameter, value: str | Path | None) -> None:
    """Keep an option that was given."""
    settings = ctx.ensure_object(Settings)
    if value is not None and parameter.name is not None:
        setattr(settings, parameter.name, value)


def common(command: F) -> F:
    """Give a command `--lang` and `--questions`."""
    lang = click.option(
        "--lang",
        type=click.Choice(LANGUAGES),
        callback=keep_option,
        expose_value=False,
        help="Language of messages (default zh).",
    )
    questions = click.option(
        "--questions",
        type=click.Path(path_type=Path),
        metavar="DIR",
        callback=keep_option,
        expose_value=False,
        help="Folder of questions (default: the shipped bank).",
    )
    return lang(questions(command))


UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Kinds of characters that steer a terminal instead of showing on it."""


def print_json(whole: object) -> None:
    """Print a value as JSON; a terminal without Unicode gets escapes, which are JSON too."""
    unicode = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().startswith("utf")
    click.echo(json.dumps(whole, ensure_ascii=not unicode, indent=2))


def plain(text: str) -> str:
    """Return a text from a stranger's file in one line, what would steer the terminal made visible."""
    return "".join(
        sign if category(sign) not in UNSEEN else sign.encode("unicode_escape", "replace").decode()
        for sign in text
    )


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Set rows of equal length in columns: the first to the left, the others to the right."""
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = [
            cell + fill if place == 0 else fill + cell
            for place, (cell, fill) in enumerate(
                (cell, " " * (wide - width(cell))) for cell, wide in zip(row, widths, strict=True)
            )
        ]
        lines.append("  ".join(cells).rstrip())
    return lines


def width(text: str) -> int:
    """Return how many columns a text takes: a Chinese character takes two."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


class Commands(click.Group):
    """A group whose commands end with 1 where content or files are at fault."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; say known failures on standard error."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                # A terminal that cannot show Chinese gets escapes instead of a crash.
                stream.reconfigure(errors="backslashreplace")
        settings = ctx.ensure_object(Settings)
        try:
            return super().invoke(ctx)
        except InstrumentError as trouble:
            show_problems(trouble.problems, settings)
            ctx.exit(1)
        except OSError as trouble:
            if trouble.errno == errno.EPIPE:
                raise
            name = trouble.filename or ""
            click.echo(
                settings.say(
                    f"{name}：打不开或写不了（{trouble.strerror}）。",
                    f"{name}: cannot be opened or written ({trouble.strerror}).",
                ),
                err=True,
            )
            ctx.exit(1)


def show_problems(problems: list[Problem], settings: Settings) -> None:
    """Say problems on standard error, one a line."""
    for problem in problems:
        click.echo(plain(problem.said(settings.lang)), err=True)


@dataclass(frozen=True)
class OpenedFile:
    """An assessment with the instrument it was taken with."""

    assessment: Assessment
    instrument: Instrument
    warnings: Sequence[Problem]
    """What was noticed while reading; it has been said already."""
    calendar: Sequence[Event]
    """The events of today's bank: dates do not belong to a version."""


def open_file(ctx: click.Context, settings: Settings, path: Path) -> OpenedFile:
    """Read an assessment file, saying all that is wrong with it; with an error the command ends with 1."""
    folder = settings.bank()
    bank = load_bank(folder)
    reading = read_path(path, bank.instrument, Releases(folder).find)
    show_problems(list(reading.problems), settings)
    if reading.assessment is None or reading.instrument is None:
        ctx.exit(1)
    return OpenedFile(reading.assessment, reading.instrument, reading.problems, bank.calendar)
