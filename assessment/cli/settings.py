"""What every command accepts: the language of messages and the folder of questions."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from assessment.instrument.load import shipped_bank

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


def keep(ctx: click.Context, parameter: click.Parameter, value: str | Path | None) -> None:
    """Keep an option that was given."""
    settings = ctx.ensure_object(Settings)
    if value is not None and parameter.name is not None:
        setattr(settings, parameter.name, value)


def common(command: F) -> F:
    """Give a command `--lang` and `--questions`."""
    lang = click.option(
        "--lang",
        type=click.Choice(LANGUAGES),
        callback=keep,
        expose_value=False,
        help="Language of messages (default zh).",
    )
    questions = click.option(
        "--questions",
        type=click.Path(path_type=Path),
        metavar="DIR",
        callback=keep,
        expose_value=False,
        help="Folder of questions (default: the shipped bank).",
    )
    return lang(questions(command))
