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

    def said(self, language: str) -> str:
        """Say it in one sentence, in `zh` or `en`."""
        if self.this_machine_only:
            return {
                "zh": f"数据只保存在这台电脑上：{self.place}",
                "en": f"Your data stay on this computer: {self.place}",
            }[language]
        return {
            "zh": f"数据保存在数据库服务器上：{self.place}",
            "en": f"Your data are kept on a database server: {self.place}",
        }[language]
