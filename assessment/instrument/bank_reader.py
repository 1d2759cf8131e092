"""The files of a folder of questions, each read as far as it can be, every problem with its line.

One file at a time: is it strict YAML, and does each part have its shape? What
holds across files is `assessment.instrument.checks`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter

from assessment.instrument.bank import (
    ANSWERING,
    CALENDAR,
    COLUMNS,
    CONTRADICTIONS,
    DERIVED,
    FLAGS,
    GATES,
    HANDBOOK,
    INSTRUMENT,
    LINEAGE,
    METRICS,
    OPTIONAL,
    PROFILE,
    RELEASES,
    RESPONDENTS,
    SOURCES,
    WORDING,
    LoadedBank,
    dimension_file,
)
from assessment.instrument.calendar import Event
from assessment.instrument.columns import Columns
from assessment.instrument.file_schemas import (
    Advice,
    Concept,
    DimensionEntry,
    DimensionFile,
    InstrumentFile,
    Lineage,
    Released,
    Role,
    Source,
    Wording,
)
from assessment.instrument.lenient_validation import validate_leniently
from assessment.instrument.model import (
    STEP_KEYS,
    Definition,
    Dimension,
    Gate,
    Instrument,
    Metric,
    ProfileQuestion,
    RedFlag,
)
from assessment.instrument.problems import Problem, in_order, suggestion
from assessment.instrument.rules import ContradictionRule, DerivedRule
from assessment.instrument.yaml_tree import Key, Node, read_yaml
from assessment.texts import Text

T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)

_ADAPTERS: dict[Any, TypeAdapter[Any]] = {}


def adapter_of(shape: type[T]) -> TypeAdapter[T]:
    """Return what reads a shape; made once, for making it takes longer than reading a file with it."""
    if shape not in _ADAPTERS:
        _ADAPTERS[shape] = TypeAdapter(shape)
    return _ADAPTERS[shape]


NAMELESS = {"zh": "-", "en": "-"}
FRAME: Mapping[str, Any] = {
    "id": "unread",
    "version": "0.0.0",
    "name": None,
    "languages": [],
    "stages": [],
    "groups": [],
    "dimensions": [],
    "functions": [],
    "products": [],
    "scale": {},
    "self_report": [],
}
"""What stands in for a part of `instrument.yaml` that cannot be read; None: the part is left out."""
SECTION: Mapping[str, Any] = {"name": NAMELESS, "measures": NAMELESS, "review_by": None, "items": []}
"""The same for a dimension's file."""


@dataclass
class BankReader:
    """Gathers what can be read of one folder, and what is wrong with the rest."""

    folder: Path
    languages: frozenset[str] = frozenset()
    dimensions: list[Dimension] = field(default_factory=list)
    files: dict[str, Node] = field(default_factory=dict)
    written: dict[str, frozenset[str]] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def node(self, name: str) -> Node | None:
        """Read one file into a tree."""
        node, problems = read_yaml(self.folder / name, str(self.folder / name))
        self.note(name, problems)
        if node is not None:
            self.files[name] = node
            self.written[name] = frozenset(names_in(node))
        return node

    def note(self, name: str, problems: list[Problem]) -> None:
        """Keep the problems of a file."""
        self.problems += problems
        if problems:
            self.broken.add(name)

    def shaped(self, name: str, shape: TypeAdapter[T], placeholders: Mapping[str, Any]) -> T | None:
        """Read one file into its shape; None where nothing of it can be used."""
        node = self.node(name)
        if node is None:
            return None
        self.note(name, self.unknown_step_keys(name, node))
        outcome = validate_leniently(shape, node, str(self.folder / name), placeholders)
        self.note(name, [*outcome.problems, *self.empty_keys(name, node)])
        return outcome.value

    def listed(self, name: str, shape: TypeAdapter[list[T]]) -> list[T]:
        """Read a file that holds a list, bare or under a single key; empty where there is no such file."""
        if not (self.folder / name).exists():
            return []
        node = self.node(name)
        if node is None:
            return []
        if isinstance(node.value, dict) and len(node.value) == 1:
            node = self.files[name] = next(iter(node.value.values()))
        outcome = validate_leniently(shape, node, str(self.folder / name), {})
        self.note(name, [*outcome.problems, *self.empty_keys(name, node)])
        return outcome.value or []

    def optional(self, name: str, shape: type[M]) -> M:
        """Read a file that need not be there; its empty shape where there is nothing of use."""
        if not (self.folder / name).exists():
            return shape()
        return self.shaped(name, adapter_of(shape), {}) or shape()

    def empty_keys(self, name: str, node: Node) -> list[Problem]:
        """Find keys without a value: a key that is not needed is left out, not left empty."""
        fix = Text("instrument.fix.write_or_leave_out")
        return [
            Problem(
                str(self.folder / name),
                parent.key_lines.get(key, child.line),
                "error",
                Text("instrument.empty", key=key),
                fix,
            )
            for parent in node.walk()
            if isinstance(parent.value, dict)
            for key, child in parent.value.items()
            if child.value is None
        ]

    def read_dimensions(self, frame: InstrumentFile) -> list[Dimension]:
        """Read the file of each dimension that `instrument.yaml` lists."""
        read = [(entry, self.read_section(frame, entry)) for entry in frame.dimensions]
        return [self.joined(entry, section) for entry, section in read if section is not None]

    def read_section(self, frame: InstrumentFile, entry: DimensionEntry) -> DimensionFile | None:
        """Read one dimension's file; a missing one is a problem of the list that names it."""
        name = dimension_file(entry.id)
        if not (self.folder / name).exists():
            rank = frame.dimensions.index(entry)
            node = self.files[INSTRUMENT]
            what = Text("instrument.dimension_file_missing", id=entry.id, name=name)
            fix = Text("instrument.fix.write_dimension")
            line = node.line_at(("dimensions", rank))
            self.note(name, [Problem(str(self.folder / INSTRUMENT), line, "error", what, fix)])
            return None
        return self.shaped(name, adapter_of(DimensionFile), {"id": entry.id, **SECTION})

    @staticmethod
    def joined(entry: DimensionEntry, section: DimensionFile) -> Dimension:
        """Join what the list and the file say about a dimension; its id is that of the list."""
        own = fields_of(section)
        return Dimension.model_construct(**own | fields_of(entry))

    def unknown_step_keys(self, name: str, node: Node) -> list[Problem]:
        """Find keys of steps that are neither known keys nor languages, and take them out.

        The model reads every unknown key of a step as a language, so only
        here can a slip of the pen be told from a text.
        """
        if not self.languages:
            return []
        items = node.child("items")
        found = []
        for item in items.value if items is not None and isinstance(items.value, list) else []:
            steps = item.child("steps")
            name_of_item = item.child("id")
            about = "" if name_of_item is None else str(name_of_item.value)
            for step in steps.value.values() if steps is not None and isinstance(steps.value, dict) else []:
                found += self.unknown_keys_of(step, str(self.folder / name), about)
        return found

    def unknown_keys_of(self, step: Node, file: str, about: str) -> list[Problem]:
        """Find and take out the unknown keys of one step."""
        if not isinstance(step.value, dict):
            return []
        known = [*self.languages, *(STEP_KEYS - {"text"})]
        unknown: list[Key] = [key for key in step.value if key not in known and key != "text"]
        found = []
        for key in unknown:
            del step.value[key]
            what = Text("instrument.unknown_step_key", about=about, key=key)
            found.append(Problem(file, step.key_lines[key], "error", what, suggestion(key, sorted(known))))
        return found

    def warn_of_unread_files(self) -> None:
        """Warn about YAML files that nothing reads: most are misspelt names."""
        expected = {INSTRUMENT, *OPTIONAL, *(name for name in (*self.files, *self.broken))}
        found = [*self.folder.glob("*.y*ml"), *(self.folder / "dimensions").glob("*.y*ml")]
        for path in found:
            name = path.relative_to(self.folder).as_posix()
            if name in expected or INSTRUMENT in self.broken:
                continue
            near = get_close_matches(name, expected, n=1)
            what = Text("instrument.unread_file")
            fix = Text("instrument.fix.list_or_delete_file")
            if near:
                fix = Text("instrument.fix.rename_file", near=near[0])
            self.problems.append(Problem(str(path), None, "warning", what, fix))

    def loaded(self, frame: InstrumentFile | None) -> LoadedBank:
        """Read the files beside the dimensions and put everything together."""
        gates = self.listed(GATES, adapter_of(list[Gate]))
        metrics = self.listed(METRICS, adapter_of(list[Metric]))
        profile = self.listed(PROFILE, adapter_of(list[ProfileQuestion]))
        flags = self.listed(FLAGS, adapter_of(list[RedFlag]))
        parts: dict[str, Sequence[Definition]] = {
            "dimensions": self.dimensions,
            "gates": gates,
            "flags": flags,
            "metrics": metrics,
            "profile": profile,
        }
        draft = assemble(frame, parts)
        handbook = self.listed(HANDBOOK, adapter_of(list[Concept]))
        sources = self.listed(SOURCES, adapter_of(list[Source]))
        contradictions = self.listed(CONTRADICTIONS, adapter_of(list[ContradictionRule]))
        derived = self.listed(DERIVED, adapter_of(list[DerivedRule]))
        calendar = self.listed(CALENDAR, adapter_of(list[Event]))
        roles = self.listed(RESPONDENTS, adapter_of(list[Role]))
        answering = self.listed(ANSWERING, adapter_of(list[Advice]))
        lineage = self.listed(LINEAGE, adapter_of(list[Lineage]))
        released = self.listed(RELEASES, adapter_of(list[Released]))
        wording = self.optional(WORDING, Wording)
        columns = self.optional(COLUMNS, Columns)
        essential = {INSTRUMENT, GATES, FLAGS, METRICS, PROFILE, *map(dimension_file, ids_of(frame))}
        return LoadedBank(
            folder=self.folder,
            instrument=draft if self.broken.isdisjoint(essential) else None,
            draft=draft,
            handbook=handbook,
            sources=sources,
            contradictions=contradictions,
            derived=derived,
            calendar=calendar,
            roles=roles,
            answering=answering,
            lineage=lineage,
            released=released,
            wording=wording,
            columns=columns,
            files=self.files,
            written=self.written,
            broken=frozenset(self.broken),
            problems=in_order(self.problems),
        )


def names_in(node: Node) -> Iterator[str]:
    """Yield every id and key that a tree gives to something."""
    for part in node.walk():
        for mark in ("id", "key"):
            child = part.child(mark) if isinstance(part.value, dict) else None
            if child is not None and isinstance(child.value, str):
                yield child.value


def ids_of(frame: InstrumentFile | None) -> list[str]:
    """Return the dimensions a frame lists."""
    return [] if frame is None else [entry.id for entry in frame.dimensions]


def assemble(frame: InstrumentFile | None, parts: Mapping[str, Sequence[Definition]]) -> Instrument:
    """Piece the instrument together; its parts have been validated one by one.

    Args:
        frame: what `instrument.yaml` says; None where it could not be read.
        parts: what the other files hold, by field of the instrument.
    """
    fields: dict[str, Any] = dict(FRAME) if frame is None else fields_of(frame)
    return Instrument.model_construct(**fields | dict(parts))


def fields_of(model: BaseModel) -> dict[str, Any]:
    """Return the fields of a model without turning them into plain values."""
    return {name: getattr(model, name) for name in type(model).model_fields}
