"""A question bank as read from its folder: whole (`Bank`), or as far as it could be read (`LoadedBank`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assessment.instrument.calendar import Event
from assessment.instrument.columns import Columns
from assessment.instrument.file_schemas import Advice, Concept, Lineage, Released, Role, Source, Wording
from assessment.instrument.model import Instrument, Item, Status
from assessment.instrument.problems import Problem
from assessment.instrument.rules import ContradictionRule, DerivedRule
from assessment.instrument.yaml_tree import Location, Node
from assessment.texts import Localized

INSTRUMENT = "instrument.yaml"
GATES = "gates.yaml"
FLAGS = "flags.yaml"
METRICS = "metrics.yaml"
PROFILE = "profile.yaml"
HANDBOOK = "handbook.yaml"
SOURCES = "sources.yaml"
CONTRADICTIONS = "contradictions.yaml"
DERIVED = "derived.yaml"
CALENDAR = "calendar.yaml"
LINEAGE = "lineage.yaml"
RELEASES = "releases.yaml"
RESPONDENTS = "respondents.yaml"
ANSWERING = "answering.yaml"
WORDING = "wording.yaml"
COLUMNS = "columns.yaml"
OPTIONAL = (
    GATES,
    FLAGS,
    METRICS,
    PROFILE,
    HANDBOOK,
    SOURCES,
    CONTRADICTIONS,
    DERIVED,
    CALENDAR,
    LINEAGE,
    RELEASES,
    RESPONDENTS,
    ANSWERING,
    WORDING,
    COLUMNS,
)


def dimension_file(dimension_id: str) -> str:
    """Return the name of a dimension's file inside the folder."""
    return f"dimensions/{dimension_id}.yaml"


@dataclass(frozen=True)
class Bank:
    """A sound bank: the instrument and what stands beside it."""

    instrument: Instrument
    handbook: Sequence[Concept]
    contradictions: Sequence[ContradictionRule]
    derived: Sequence[DerivedRule]
    calendar: Sequence[Event]
    roles: Sequence[Role]
    """Who may be asked on a sheet of their own; may be empty."""
    columns: Columns
    answering: Sequence[Advice] = ()
    """How to answer, shown once where one answers; may be empty."""
    lineage: Sequence[Lineage] = ()
    """What became of the items of earlier versions."""


@dataclass(frozen=True)
class LoadedBank:
    """A bank as far as it could be read.

    What could not be read is left out of `draft` and of `files` alike, so
    the place of a thing in `draft` is its place in `files`.
    """

    folder: Path
    instrument: Instrument | None
    """The instrument, None where anything in its files has a problem."""
    draft: Instrument
    """The readable parts: for `check` only, it may lack anything."""
    handbook: Sequence[Concept]
    sources: Sequence[Source]
    contradictions: Sequence[ContradictionRule]
    derived: Sequence[DerivedRule]
    calendar: Sequence[Event]
    roles: Sequence[Role]
    answering: Sequence[Advice]
    lineage: Sequence[Lineage]
    released: Sequence[Released]
    """What `release` wrote down of every version it froze."""
    wording: Wording
    columns: Columns
    files: Mapping[str, Node]
    """The readable parts with their lines, by file name inside the folder."""
    written: Mapping[str, frozenset[str]]
    """Every id and key that a readable file gives, in parts left out too, by file name."""
    broken: frozenset[str]
    """Files of which something, or everything, could not be read."""
    problems: Sequence[Problem]

    def has(self, file: str) -> bool:
        """Whether the folder has this file, readable or not."""
        return file in self.files or file in self.broken

    def whole(self, *files: str) -> bool:
        """Whether nothing of these files was left out."""
        return self.broken.isdisjoint(files)

    def excuses(self, name: str, *files: str) -> bool:
        """Whether a name may well exist: in a part, or a file, that could not be read."""
        return any(
            file in self.broken and (file not in self.files or name in self.written[file]) for file in files
        )

    @property
    def scale(self) -> Mapping[int, int]:
        """The scale, or nothing where its points have a gap: that is told once, not for each item."""
        scale = self.draft.scale
        return scale if sorted(scale) == list(range(len(scale))) else {}

    @property
    def dimensions_whole(self) -> bool:
        """Whether every item of every dimension could be read."""
        return self.whole(INSTRUMENT, *(name for name in self.broken if name.startswith("dimensions/")))

    def problem(
        self, file: str, location: Location, what: Localized, fix: Localized, *, warning: bool = False
    ) -> Problem:
        """Make a problem at a place of a file."""
        node = self.files.get(file)
        line = None if node is None else node.line_at(location)
        return Problem(str(self.folder / file), line, "warning" if warning else "error", what, fix)


@dataclass(frozen=True)
class MeasuredConcept:
    """A concept with every item that says it measures it."""

    concept: Concept
    items: tuple[Item, ...]
    """In the order of the bank, of any status."""

    @property
    def scored(self) -> bool:
        """Whether at least one of the items counts."""
        return any(item.status is Status.ACTIVE for item in self.items)

    @property
    def in_core(self) -> bool:
        """Whether the short questionnaire asks about it."""
        return any(item.status is Status.ACTIVE and item.core for item in self.items)


def concepts_measured(handbook: Sequence[Concept], instrument: Instrument) -> list[MeasuredConcept]:
    """Return every concept of the handbook, in its order, with the items that measure it."""
    items = instrument.items()
    return [
        MeasuredConcept(concept, tuple(item for item in items if concept.id in item.concepts))
        for concept in handbook
    ]
