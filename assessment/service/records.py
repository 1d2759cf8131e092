"""What the verbs hand back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assessment.instrument.model import Instrument
from assessment.instrument.problems import Problem
from assessment.planning.progress import Progress
from assessment.planning.request import PlanRequest
from assessment.responses import Assessment
from assessment.texts import Localized, Text


@dataclass(frozen=True)
class Opened:
    """An assessment with what is needed to show it and to change it."""

    assessment: Assessment
    instrument: Instrument
    """The one it was taken with, which may be older than the current one."""
    revisions: Mapping[str, int]
    """Of each item's answer on the agreed sheet; an item that is not here has 0."""
    metric_revisions: Mapping[str, int]
    updated_at: datetime
    revision: int
    """Counts every change of the assessment."""


@dataclass(frozen=True)
class Saved:
    """A change that is on disk."""

    revision: int
    """To be expected by the next change of the same answer, metric or step."""
    at: datetime


@dataclass(frozen=True)
class Kept:
    """A roadmap as it was drawn, kept for good."""

    rank: int
    """1 for the first of its assessment, then 2, and so on."""
    request: PlanRequest
    """What was asked for, its target filled in."""
    plan: Mapping[str, Any]
    """The roadmap in the published shape, see `roadmap.report`."""
    kept_at: datetime
    by: str
    """The label of who kept it."""


@dataclass(frozen=True)
class KeptProgress:
    """What was said last about a step."""

    progress: Progress
    """Says nothing where it was cleared."""
    revision: int
    """To be expected by the next change of it."""


@dataclass(frozen=True)
class Imported:
    """What became of a file: all of it or nothing."""

    id: str | None
    """The new assessment; None where nothing was imported."""
    problems: Sequence[Problem]


@dataclass(frozen=True)
class Where:
    """Where the data are kept."""

    place: str
    """The file's path, or 'PostgreSQL at host'."""
    this_machine_only: bool
    """Whether nobody on another machine can open it."""

    @property
    def text(self) -> Localized:
        """One sentence about it."""
        if self.this_machine_only:
            return Text("service.on_this_machine", place=self.place)
        return Text("service.on_a_server", place=self.place)
