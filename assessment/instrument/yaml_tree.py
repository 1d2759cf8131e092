"""Strict YAML: a file becomes a tree of plain values with their lines, or problems that say why not.

Built from PyYAML's parsing events, so that nothing is constructed from a
hostile text: aliases, anchors, merge keys, tags and directives are refused,
duplicate keys are all reported, and depth is limited without recursion.
Plain scalars follow YAML 1.2 (`No` stays a text), plus dates.

libyaml, which PyYAML brings along, reads some fifteen times faster than the
parser written in Python, which says more plainly what is wrong. So the second
is asked only about a file that the first did not get through.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import isfinite
from pathlib import Path
from typing import Any

import yaml
from yaml import MarkedYAMLError, SafeLoader, YAMLError, parse
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from assessment.instrument.problems import Problem, listed
from assessment.texts import Localized, Text

Key = str | int | float | bool | date | None
Location = Sequence[Key]
"""Keys and indexes that lead from the top of a file to a value."""


@dataclass(slots=True)
class Node:
    """A value of a file with the line it starts on, counted from 1."""

    line: int
    value: "Key | list[Node] | dict[Key, Node]"
    key_lines: dict[Key, int] = field(default_factory=dict)

    def plain(self) -> Any:
        """Return the value without lines: dicts, lists, texts, numbers, dates."""
        if isinstance(self.value, dict):
            return {key: child.plain() for key, child in self.value.items()}
        if isinstance(self.value, list):
            return [child.plain() for child in self.value]
        return self.value

    def child(self, key: Key) -> "Node | None":
        """Return the node under a key or index, or None."""
        if isinstance(self.value, dict):
            return self.value.get(key)
        if isinstance(self.value, list) and isinstance(key, int) and 0 <= key < len(self.value):
            return self.value[key]
        return None

    def line_at(self, location: Location) -> int:
        """Return the line of the deepest part of the location that exists.

        A part that does not exist is passed over: pydantic and the models
        put names into a location that are not in the file.
        """
        node, line = self, self.line
        for key in location:
            below = node.child(key)
            if below is None:
                continue
            line = node.key_lines.get(key, below.line)
            node = below
        return line

    def walk(self) -> "Iterator[Node]":
        """Yield this node and every node below it, each before those below it."""
        ahead = [self]
        while ahead:
            node = ahead.pop()
            yield node
            if isinstance(node.value, dict):
                ahead += reversed(node.value.values())
            elif isinstance(node.value, list):
                ahead += reversed(node.value)


def as_node(value: Any, line: int) -> Node:
    """Make a tree of plain values that all stand on one line."""
    if isinstance(value, dict):
        return Node(line, {key: as_node(child, line) for key, child in value.items()})
    if isinstance(value, list):
        return Node(line, [as_node(child, line) for child in value])
    return Node(line, value)


FAST_LOADER: type[SafeLoader] = getattr(yaml, "CSafeLoader", SafeLoader)
"""libyaml's, where PyYAML was built with it."""
LARGEST_FILE = 1_000_000
"""Bytes; our largest file has some 40,000."""
DEEPEST = 30
"""Levels; our deepest file has some eight."""

START = (MappingStartEvent, SequenceStartEvent)
END = (MappingEndEvent, SequenceEndEvent)

INTEGER = re.compile(r"[-+]?[0-9]+")
FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
QUOTED = frozenset("'\"|>")
BEGINNINGS = frozenset("+-.0123456789")
"""Of every plain number and date."""
CONSTANTS: dict[str, Key] = {
    **dict.fromkeys(["", "~", "null", "Null", "NULL"]),
    **dict.fromkeys(["true", "True", "TRUE"], True),
    **dict.fromkeys(["false", "False", "FALSE"], False),
}


def read_yaml(path: Path, name: str) -> tuple[Node | None, list[Problem]]:
    """Read one YAML file.

    Args:
        path: where it is.
        name: what it is called in messages.

    Returns:
        The tree, None where nothing could be read, and every problem found.
    """
    try:
        if not path.is_file() and path.exists():
            # A pipe or a device may have no end.
            return None, [Problem(name, None, "error", Text("files.no_file"), Text("files.fix.choose_file"))]
        with path.open("rb") as file:
            raw = file.read(LARGEST_FILE + 1)
        if len(raw) > LARGEST_FILE:
            return None, [too_large(name)]
    except FileNotFoundError:
        what = Text("instrument.no_such_file")
        fix = Text("instrument.fix.write_file")
        return None, [Problem(name, None, "error", what, fix)]
    except OSError as trouble:
        what = Text("instrument.file_cannot_be_opened")
        fix = Text("instrument.fix.system_says", strerror=trouble.strerror)
        return None, [Problem(name, None, "error", what, fix)]
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as trouble:
        line = raw[: trouble.start].count(b"\n") + 1
        what = Text("instrument.fix.not_utf_text")
        fix = Text("instrument.fix.save_as_utf")
        return None, [Problem(name, line, "error", what, fix)]
    root, problems = parse_yaml(text, name)
    return root, listed(problems)


def too_large(name: str) -> Problem:
    """Refuse a file before reading it."""
    what = Text("instrument.file_too_large", largest_file=LARGEST_FILE)
    fix = Text("instrument.fix.split")
    return Problem(name, None, "error", what, fix)


def parse_yaml(text: str, name: str) -> tuple[Node | None, list[Problem]]:
    """Turn a YAML text into a tree; see `read_yaml`."""
    builder = TreeBuilder(name)
    try:
        return grown(builder, text, FAST_LOADER)
    except YAMLError:
        builder = TreeBuilder(name)
    try:
        return grown(builder, text, SafeLoader)
    except MarkedYAMLError as trouble:
        builder.refuse(*syntax_error(trouble, builder.bracket))
        return None, builder.problems
    except (YAMLError, ValueError):
        line = next((at for at, row in enumerate(text.split("\n"), 1) if not printable(row)), 1)
        what = Text("instrument.control_character")
        builder.refuse(line, what, Text("instrument.fix.delete_character"))
        return None, builder.problems


def grown(builder: "TreeBuilder", text: str, loader: type[SafeLoader]) -> tuple["Node | None", list[Problem]]:
    """Let a builder take the events of a text until it has seen enough."""
    for event in parse(text, Loader=loader):
        if not builder.take(event):
            return None, builder.problems
    if builder.root is None or builder.root.value is None:
        what = Text("instrument.file_empty")
        builder.refuse(1, what, Text("instrument.fix.write_content"))
        return None, builder.problems
    return builder.root, builder.problems


def printable(row: str) -> bool:
    """Whether YAML allows every character of a row."""
    return all(sign == "\t" or sign >= " " for sign in row.rstrip("\r"))


def syntax_error(trouble: MarkedYAMLError, bracket: int | None) -> tuple[int, Localized, Localized]:
    """Say a syntax error in an author's words.

    Args:
        trouble: what the parser met.
        bracket: the line of the innermost open bracket or brace, if any.

    Returns:
        The line to look at, what is wrong and what to do.
    """
    reason = str(trouble.problem or "").strip()
    marks = [mark for mark in (trouble.problem_mark, trouble.context_mark) if mark is not None]
    line = 1 + int(marks[0].line) if marks else 1
    if "end of stream" in reason and "quoted" in str(trouble.context):
        what = Text("instrument.quote_not_closed")
        return 1 + int(marks[-1].line), what, Text("instrument.fix.close_quote")
    if bracket is not None:
        what = Text("instrument.bracket_not_closed")
        fix = Text("instrument.fix.close_bracket")
        return bracket, what, fix
    if "mapping values are not allowed" in reason or "<block end>" in reason:
        what = Text("instrument.wrong_indent")
        fix = Text("instrument.fix.line_up")
        return line, what, fix
    if "cannot start any token" in reason or "alphabetic or numeric" in reason:
        what = Text("instrument.wrong_first_character")
        fix = Text("instrument.fix.indent_with_spaces")
        return line, what, fix
    what = Text("instrument.not_correct_yaml", said=reason)
    fix = Text("instrument.fix.look_around")
    return line, what, fix


class TreeBuilder:
    """Takes parsing events one by one and grows the tree."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.root: Node | None = None
        self.problems: list[Problem] = []
        self.open: list[Node] = []
        self.keys: list[Node | None] = []
        """For each open node, the key whose value comes next."""
        self.brackets: list[bool] = []
        """For each open node, whether it is written in brackets."""

    @property
    def bracket(self) -> int | None:
        """The line of the innermost open bracket; None where there is none."""
        return self.open[-1].line if self.open and self.brackets[-1] else None

    def refuse(self, line: int, what: Localized, fix: Localized) -> None:
        """Note a problem of this file."""
        self.problems.append(Problem(self.name, line, "error", what, fix))

    def take(self, event: Event) -> bool:
        """Take the next event; False where reading must stop."""
        if isinstance(event, END):
            self.open.pop()
            self.keys.pop()
            self.brackets.pop()
            return True
        line = 1 if event.start_mark is None else int(event.start_mark.line) + 1
        if isinstance(event, NodeEvent):
            self.refuse_extras(event, line)
        elif isinstance(event, DocumentStartEvent):
            self.refuse_directives(event, line)
        node = self.node_of(event, line)
        if node is None:
            return True
        self.place(node)
        if isinstance(event, START):
            self.open.append(node)
            self.keys.append(None)
            self.brackets.append(bool(event.flow_style))
        if len(self.open) > DEEPEST:
            what = Text("instrument.fix.nested_more_than_levels_deep", deepest=DEEPEST)
            self.refuse(line, what, Text("instrument.fix.take_apart"))
            return False
        return True

    def refuse_directives(self, event: DocumentStartEvent, line: int) -> None:
        """A directive could switch the file to an older YAML; a second document would be lost."""
        if self.root is not None:
            what = Text("instrument.second_document")
            fix = Text("instrument.fix.one_document")
            self.refuse(line, what, fix)
        if event.version or event.tags:
            what = Text("instrument.directive")
            self.refuse(line, what, Text("instrument.fix.delete_that_line"))

    def refuse_extras(self, event: NodeEvent, line: int) -> None:
        """Anchors, aliases and tags hide what a reader should see."""
        if event.anchor is not None:
            sign = "*" if isinstance(event, AliasEvent) else "&"
            what = Text("instrument.anchor", sign=sign, anchor=event.anchor)
            self.refuse(line, what, Text("instrument.fix.write_out_or_quote"))
        tag = getattr(event, "tag", None)
        if tag is not None:
            what = Text("instrument.tag", tag=tag)
            self.refuse(line, what, Text("instrument.fix.delete_or_quote"))

    def node_of(self, event: Event, line: int) -> Node | None:
        """Make the node an event stands for, if it stands for one."""
        if isinstance(event, ScalarEvent):
            return Node(line, self.scalar(event, line))
        if isinstance(event, MappingStartEvent):
            return Node(line, {})
        if isinstance(event, SequenceStartEvent):
            return Node(line, [])
        if isinstance(event, AliasEvent):
            return Node(line, None)
        return None

    def scalar(self, event: ScalarEvent, line: int) -> Key:
        """Return the value of a scalar: quoted ones are texts, plain ones follow YAML 1.2."""
        text = str(event.value)
        if event.style in QUOTED or (text not in CONSTANTS and text[0] not in BEGINNINGS):
            return text
        if text in CONSTANTS:
            return CONSTANTS[text]
        if INTEGER.fullmatch(text) and len(text) < 20:
            return int(text)
        if FLOAT.fullmatch(text) and isfinite(float(text)):
            return float(text)
        if DATE.fullmatch(text):
            try:
                return date.fromisoformat(text)
            except ValueError:
                what = Text("instrument.no_day", text=text)
                self.refuse(line, what, Text("checks.fix.correct_date"))
        return text

    def place(self, node: Node) -> None:
        """Hang a node where it belongs: under the open key, in the open list, or on top."""
        if not self.open:
            self.root = self.root or node
            return
        parent = self.open[-1]
        if isinstance(parent.value, list):
            parent.value.append(node)
            return
        key = self.keys[-1]
        if key is None:
            self.keys[-1] = node
            return
        self.keys[-1] = None
        if isinstance(parent.value, dict):
            self.enter(parent, parent.value, key, node)

    def enter(self, parent: Node, mapping: "dict[Key, Node]", key: Node, node: Node) -> None:
        """Put a key and its value into a mapping, refusing what would be lost or hidden."""
        name = key.value
        if isinstance(name, dict | list):
            what = Text("instrument.key_single_word")
            self.refuse(key.line, what, Text("instrument.fix.rewrite_key"))
        elif name == "<<":
            what = Text("instrument.merge_key")
            self.refuse(key.line, what, Text("instrument.fix.write_out"))
        elif name in mapping:
            first = parent.key_lines[name]
            what = Text("instrument.given_twice", name=name, first=first)
            self.refuse(key.line, what, Text("checks.fix.keep_one"))
        else:
            mapping[name] = node
            parent.key_lines[name] = key.line
