"""The assessment file a command is given: read whole, or refused in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from assessment.cli.group import show
from assessment.cli.settings import Settings
from assessment.files import read_path
from assessment.instrument.calendar import Event
from assessment.instrument.load import load_bank
from assessment.instrument.model import Instrument
from assessment.instrument.problems import Problem
from assessment.instrument.releases import Releases
from assessment.responses import Assessment


@dataclass(frozen=True)
class Taken:
    """An assessment with the instrument it was taken with."""

    assessment: Assessment
    instrument: Instrument
    warnings: Sequence[Problem]
    """What was noticed while reading; it has been said already."""
    calendar: Sequence[Event]
    """The events of today's bank: dates do not belong to a version."""


def taken(ctx: click.Context, settings: Settings, path: Path) -> Taken:
    """Read an assessment file, saying all that is wrong with it; with an error the command ends with 1."""
    folder = settings.bank()
    bank = load_bank(folder)
    reading = read_path(path, bank.instrument, Releases(folder).find)
    show(list(reading.problems), settings)
    if reading.assessment is None or reading.instrument is None:
        ctx.exit(1)
    return Taken(reading.assessment, reading.instrument, reading.problems, bank.calendar)
