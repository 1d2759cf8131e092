"""The outermost layer of the commands: what is known to go wrong ends in a sentence, not a traceback."""

import errno
import io
import sys
from typing import Any

import click

from assessment.cli.output import plain
from assessment.cli.settings import Settings
from assessment.instrument.problems import InstrumentError, Problem


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
            show(trouble.problems, settings)
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


def show(problems: list[Problem], settings: Settings) -> None:
    """Say problems on standard error, one a line."""
    for problem in problems:
        click.echo(plain(problem.said(settings.lang)), err=True)
