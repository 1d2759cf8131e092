"""Shared parts of the commands: options, printing, known failures, assessment files."""

import errno
import importlib
import io
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from pathlib import Path
from stat import S_ISREG
from typing import Any, TypeVar
from unicodedata import east_asian_width

import click

from assessment.files.read import Reading, read, read_path
from assessment.files.strict_json import LARGEST
from assessment.instrument.bank import Bank
from assessment.instrument.load import load_bank, shipped_bank
from assessment.instrument.model import Instrument
from assessment.instrument.problems import InstrumentError, Problem
from assessment.instrument.releases import Releases
from assessment.responses import Assessment
from assessment.texts import LANGUAGES, LocalizedError, Text, Value, visible

F = TypeVar("F", bound=Callable[..., Any])

STDIN = "-"
"""The name by which a command reads a file from its standard input."""


@dataclass
class CommandOptions:
    """What was asked for before or after the command's name; the later one wins."""

    lang: str = "zh"
    questions: Path | None = None

    def folder(self, given: Path | None = None) -> Path:
        """Return the folder of questions to read, as short as the working folder allows."""
        chosen = given or self.questions or shipped_bank()
        here = Path.cwd()
        return chosen.relative_to(here) if chosen.is_absolute() and chosen.is_relative_to(here) else chosen

    @cached_property
    def bank(self) -> Bank:
        """The bank in that folder.

        Raises:
            InstrumentError: it is not fit for use.
        """
        return load_bank(self.folder())

    def say(self, key: str, /, **values: Value) -> str:
        """Return a text of the catalogue in the language asked for."""
        return Text(key, **values).in_(self.lang)

    def tell(self, key: str, /, **values: Value) -> None:
        """Print a text of the catalogue on standard error."""
        click.echo(self.say(key, **values), err=True)


def keep_option(ctx: click.Context, parameter: click.Parameter, value: str | Path | None) -> None:
    """Keep an option that was given."""
    settings = ctx.ensure_object(CommandOptions)
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


def json_options(command: F) -> F:
    """Give a command `--json` and `--jsonl`."""
    whole = click.option("--json", "as_json", is_flag=True, help="Print only JSON.")
    lines = click.option("--jsonl", "as_lines", is_flag=True, help="Print one line of JSON for each file.")
    return whole(lines(command))


def print_json(whole: object, *, indent: int | None = 2) -> None:
    """Print a value as JSON; a terminal without Unicode gets escapes, which are JSON too."""
    unicode = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().startswith("utf")
    click.echo(json.dumps(whole, ensure_ascii=not unicode, indent=indent))


def plain(text: str) -> str:
    """Return a text from a stranger's file in one line, what would steer the terminal made visible."""
    return visible(text).replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")


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
    """A group that imports a command when it is called, and ends with 1 where content is at fault."""

    def __init__(self, *args: Any, modules: Mapping[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.modules = modules

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names of the commands."""
        return sorted(self.modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Return a command by its name; None where there is none."""
        if cmd_name not in self.modules:
            return None
        found = getattr(importlib.import_module(self.modules[cmd_name]), cmd_name)
        assert isinstance(found, click.Command)  # noqa: S101 - the table names commands
        return found

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; say known failures on standard error."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                # A terminal that cannot show Chinese gets escapes instead of a crash.
                stream.reconfigure(errors="backslashreplace")
        settings = ctx.ensure_object(CommandOptions)
        try:
            result = super().invoke(ctx)
            # What cannot be printed is an error of this command, and not of the interpreter's end.
            _flush()
        except InstrumentError as trouble:
            show_problems(trouble.problems, settings)
            ctx.exit(1)
        except LocalizedError as trouble:
            click.echo(trouble.in_(settings.lang), err=True)
            ctx.exit(1)
        except OSError as trouble:
            if trouble.errno == errno.EPIPE:
                raise
            # What is left over is tried here, and not at the interpreter's end, which has a code of its own.
            with suppress(OSError):
                _flush()
            file = trouble.filename or settings.say("cli.output")
            settings.tell("cli.file_failed", file=file, reason=trouble.strerror)
            ctx.exit(1)
        return result


def _flush() -> None:
    """Print what is left; there is no standard output where it was closed."""
    if sys.stdout is not None:
        sys.stdout.flush()


def show_problems(problems: Iterable[Problem], settings: CommandOptions) -> None:
    """Say problems on standard error, one a line."""
    for problem in problems:
        click.echo(plain(problem.text(settings.lang)), err=True)


def problem_as_json(problem: Problem, language: str) -> dict[str, str | int | None]:
    """Return a problem as the contract spells it in JSON."""
    return {
        "file": problem.file,
        "line": problem.line,
        "level": problem.level,
        "what": problem.what.in_(language),
        "fix": problem.fix.in_(language),
    }


@dataclass(frozen=True)
class OpenedAssessment:
    """An assessment with the instrument it was taken with."""

    path: Path
    assessment: Assessment
    instrument: Instrument
    warnings: Sequence[Problem]
    """What was noticed while reading; it has been said already."""


def read_file(settings: CommandOptions, path: Path) -> Reading:
    """Read an assessment file, or standard input where the name is `-`, and say all that is wrong with it."""
    current, released = settings.bank.instrument, Releases(settings.folder()).find
    if str(path) == STDIN:
        reading = read(sys.stdin.buffer.read(LARGEST + 1), current, released, STDIN)
    else:
        reading = read_path(path, current, released)
    show_problems(reading.problems, settings)
    return reading


def open_file(ctx: click.Context, settings: CommandOptions, path: Path) -> OpenedAssessment:
    """Read an assessment file; with an error the command ends with 1."""
    opened = opened_file(path, read_file(settings, path))
    return opened if opened is not None else ctx.exit(1)


def opened_file(path: Path, reading: Reading) -> OpenedAssessment | None:
    """Return what was read; None where there was an error."""
    if reading.assessment is None or reading.instrument is None:
        return None
    return OpenedAssessment(path, reading.assessment, reading.instrument, reading.problems)


def check_ordinary_file(ctx: click.Context, settings: CommandOptions, path: Path) -> None:
    """End the command with 1 where a path is a folder, or a pipe or device, which may have no end.

    Raises:
        OSError: there is no such file.
    """
    if not S_ISREG(path.stat().st_mode):
        what, fix = Text("files.no_file"), Text("files.fix.choose_file")
        show_problems([Problem(str(path), None, "error", what, fix)], settings)
        ctx.exit(1)


def check_stdin_once(settings: CommandOptions, paths: Iterable[Path]) -> None:
    """Make sure that standard input is asked for once at most.

    Raises:
        click.UsageError: it is asked for again, when nothing is left in it.
    """
    if sum(str(path) == STDIN for path in paths) > 1:
        raise click.UsageError(settings.say("cli.stdin_once"))


def check_not_overwritten(settings: CommandOptions, read: Iterable[Path], *written: Path | None) -> None:
    """Make sure that no file to be written is one of those that are read.

    Raises:
        click.UsageError: one is.
    """
    for source, target in product(read, written):
        if target is not None and target.exists() and source.exists() and target.samefile(source):
            raise click.UsageError(settings.say("cli.would_overwrite", file=plain(str(target))))


def each_file(
    ctx: click.Context, files: Sequence[Path], *, as_json: bool, as_lines: bool
) -> Iterator[OpenedAssessment]:
    """Yield each file that can be read; where one cannot, the command goes on and ends with 1.

    As lines of JSON, a file that cannot be read is a line with its problems.

    Raises:
        click.UsageError: no file, laid-out JSON of several, or standard input twice.
    """
    settings = ctx.ensure_object(CommandOptions)
    if not files:
        raise click.UsageError(settings.say("cli.no_file"))
    if as_json and len(files) > 1:
        raise click.UsageError(settings.say("cli.json_of_several"))
    check_stdin_once(settings, files)
    failed = False
    for place, path in enumerate(files):
        reading = read_file(settings, path)
        opened = opened_file(path, reading)
        if opened is not None:
            if len(files) > 1 and not as_lines:
                click.echo(f"{'' if place == 0 else chr(10)}{plain(str(path))}")
            yield opened
            continue
        failed = True
        if as_lines:
            problems = [problem_as_json(problem, settings.lang) for problem in reading.problems]
            print_line(path, {"problems": problems})
    if failed:
        ctx.exit(1)


def print_line(path: Path, whole: Mapping[str, Any]) -> None:
    """Print what came of a file as one line of JSON, with the file's name in front."""
    print_json({"file": str(path), **whole}, indent=None)


def print_refusal(path: Path, said: str) -> None:
    """Print, as one line of JSON, that a file was read and what was asked of it cannot be done."""
    print_line(
        path, {"problems": [{"file": str(path), "line": None, "level": "error", "what": said, "fix": ""}]}
    )
