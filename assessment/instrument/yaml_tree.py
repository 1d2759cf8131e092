"""Strict YAML: a file becomes a tree of plain values with their lines, or problems that say why not.

Built from ruamel.yaml's parsing events, so that nothing is constructed from
a hostile text: aliases, anchors, merge keys, tags and directives are
refused, duplicate keys are all reported, and depth is limited without
recursion. Plain scalars follow YAML 1.2 (`No` stays a text), plus dates.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import isfinite
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
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

from assessment.instrument.problems import Problem, Words, both

Key = str | int | float | bool | date | None
Location = Sequence[Key]
"""Keys and indexes that lead from the top of a file to a value."""


@dataclass
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
        """Yield this node and every node below it."""
        yield self
        below: list[Node] = []
        if isinstance(self.value, dict):
            below = list(self.value.values())
        elif isinstance(self.value, list):
            below = self.value
        for child in below:
            yield from child.walk()


def as_node(value: Any, line: int) -> Node:
    """Make a tree of plain values that all stand on one line."""
    if isinstance(value, dict):
        return Node(line, {key: as_node(child, line) for key, child in value.items()})
    if isinstance(value, list):
        return Node(line, [as_node(child, line) for child in value])
    return Node(line, value)


LARGEST_FILE = 1_000_000
"""Bytes; our largest file has some 40,000."""
DEEPEST = 30
"""Levels; our deepest file has some eight."""

INTEGER = re.compile(r"[-+]?[0-9]+")
FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
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
        if path.stat().st_size > LARGEST_FILE:
            return None, [too_large(name)]
        raw = path.read_bytes()
    except FileNotFoundError:
        what = both("找不到这个文件。", "There is no such file.")
        fix = both("请新建它，或改正它的名字。", "Write it, or correct its name.")
        return None, [Problem(name, None, "error", what, fix)]
    except OSError as trouble:
        what = both("打不开这个文件。", "This file cannot be opened.")
        fix = both(f"系统的说法是：{trouble.strerror}。", f"The system says: {trouble.strerror}.")
        return None, [Problem(name, None, "error", what, fix)]
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as trouble:
        line = raw[: trouble.start].count(b"\n") + 1
        what = both("这里不是 UTF-8 文字。", "This is not UTF-8 text.")
        fix = both("请另存为 UTF-8 编码。", "Save the file again as UTF-8.")
        return None, [Problem(name, line, "error", what, fix)]
    return parse_yaml(text, name)


def too_large(name: str) -> Problem:
    """Refuse a file before reading it."""
    what = both(f"文件超过 {LARGEST_FILE:,} 字节。", f"The file has more than {LARGEST_FILE:,} bytes.")
    fix = both("请把它拆小。", "Split it.")
    return Problem(name, None, "error", what, fix)


def parse_yaml(text: str, name: str) -> tuple[Node | None, list[Problem]]:
    """Turn a YAML text into a tree; see `read_node`."""
    builder = TreeBuilder(name)
    yaml = YAML(typ="safe", pure=True)
    try:
        for event in yaml.parse(text):
            if not builder.take(event):
                return None, builder.problems
    except MarkedYAMLError as trouble:
        builder.refuse(*syntax_error(trouble, builder.bracket))
        return None, builder.problems
    except (YAMLError, ValueError):
        line = next((at for at, row in enumerate(text.split("\n"), 1) if not printable(row)), 1)
        what = both("这里有看不见的控制字符。", "There is an invisible control character here.")
        builder.refuse(line, what, both("请删掉它。", "Delete it."))
        return None, builder.problems
    if builder.root is None or builder.root.value is None:
        what = both("文件是空的。", "The file is empty.")
        builder.refuse(1, what, both("请写入内容，或删除文件。", "Write its content, or delete the file."))
        return None, builder.problems
    return builder.root, builder.problems


def printable(row: str) -> bool:
    """Whether YAML allows every character of a row."""
    return all(sign == "\t" or sign >= " " for sign in row.rstrip("\r"))


def syntax_error(trouble: MarkedYAMLError, bracket: int | None) -> tuple[int, Words, Words]:
    """Say a syntax error in an author's words.

    Args:
        trouble: what the parser met.
        bracket: the line of the innermost open bracket or brace, if any.

    Returns:
        The line to look at, what is wrong and what to do.
    """
    said = str(trouble.problem or "").strip()
    marks = [mark for mark in (trouble.problem_mark, trouble.context_mark) if mark is not None]
    line = 1 + int(marks[0].line) if marks else 1
    if "end of stream" in said and "quoted" in str(trouble.context):
        what = both("这里开始的引号没有结束。", "The quote that begins here is never closed.")
        return 1 + int(marks[-1].line), what, both("请补上引号。", "Close the quote.")
    if bracket is not None:
        what = both("这里开始的括号没有正确结束。", "The bracket that begins here is never closed.")
        fix = both(
            "请补上括号和逗号；文字里有括号的要加引号。",
            "Close it, with commas between; put texts with brackets in quotes.",
        )
        return bracket, what, fix
    if "mapping values are not allowed" in said or "<block end>" in said:
        what = both("这一行的缩进或冒号不对。", "The indent or a colon of this line is wrong.")
        fix = both(
            "与上一个键对齐；文字里有“冒号加空格”时，请给整句加引号。",
            "Line it up with the key above; a text with a colon and a space in it needs quotes.",
        )
        return line, what, fix
    if "cannot start any token" in said or "alphabetic or numeric" in said:
        what = both("这里有一个不能放在开头的符号。", "A text cannot start with this character.")
        fix = both(
            "缩进用空格，不用制表符；给文字加上引号。",
            "Indent with spaces, not tabs; put the text in quotes.",
        )
        return line, what, fix
    what = both(f"这里不是正确的 YAML（{said}）。", f"This is not correct YAML ({said}).")
    fix = both(
        "请检查这一行和上一行的引号、括号和缩进。",
        "Look at the quotes, brackets and indent of this line and the one above.",
    )
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

    def refuse(self, line: int, what: Words, fix: Words) -> None:
        """Note a problem of this file."""
        self.problems.append(Problem(self.name, line, "error", what, fix))

    def take(self, event: Event) -> bool:
        """Take the next event; False where reading must stop."""
        if isinstance(event, MappingEndEvent | SequenceEndEvent):
            self.open.pop()
            self.keys.pop()
            self.brackets.pop()
            return True
        line = 1 if event.start_mark is None else int(event.start_mark.line) + 1
        if isinstance(event, DocumentStartEvent):
            self.refuse_directives(event, line)
        if isinstance(event, NodeEvent):
            self.refuse_extras(event, line)
        node = self.node_of(event, line)
        if node is None:
            return True
        self.place(node)
        if isinstance(event, MappingStartEvent | SequenceStartEvent):
            self.open.append(node)
            self.keys.append(None)
            self.brackets.append(bool(event.flow_style))
        if len(self.open) > DEEPEST:
            what = both(f"嵌套超过 {DEEPEST} 层。", f"This is nested more than {DEEPEST} levels deep.")
            self.refuse(line, what, both("请拆开。", "Take it apart."))
            return False
        return True

    def refuse_directives(self, event: DocumentStartEvent, line: int) -> None:
        """A directive could switch the file to an older YAML; a second document would be lost."""
        if self.root is not None:
            what = both("“---”之后又开始了一份文档。", "A second document starts here, after '---'.")
            fix = both("一个文件只写一份，请删掉“---”。", "Keep one document a file; delete '---'.")
            self.refuse(line, what, fix)
        if event.version or event.tags:
            what = both("文件开头有 % 指令。", "The file starts with a % directive.")
            self.refuse(line, what, both("请删掉这一行。", "Delete that line."))

    def refuse_extras(self, event: NodeEvent, line: int) -> None:
        """Anchors, aliases and tags hide what a reader should see."""
        if event.anchor is not None:
            sign = "*" if isinstance(event, AliasEvent) else "&"
            what = both(
                f"题库里不用锚点和别名（{sign}{event.anchor}）。",
                f"Anchors and aliases are not used here ({sign}{event.anchor}).",
            )
            self.refuse(
                line, what, both("请把内容写全；文字请加引号。", "Write it out; put a text in quotes.")
            )
        tag = getattr(event, "tag", None)
        if tag is not None:
            what = both(f"题库里不用标签（{tag}）。", f"Tags are not used here ({tag}).")
            self.refuse(line, what, both("请删掉它；文字请加引号。", "Delete it; put a text in quotes."))

    def node_of(self, event: Event, line: int) -> Node | None:
        """Make the node an event stands for, if it stands for one."""
        if isinstance(event, MappingStartEvent):
            return Node(line, {})
        if isinstance(event, SequenceStartEvent):
            return Node(line, [])
        if isinstance(event, AliasEvent):
            return Node(line, None)
        if isinstance(event, ScalarEvent):
            return Node(line, self.scalar(event, line))
        return None

    def scalar(self, event: ScalarEvent, line: int) -> Key:
        """Return the value of a scalar: quoted ones are texts, plain ones follow YAML 1.2."""
        text = str(event.value)
        if event.style in ("'", '"', "|", ">"):
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
                what = both(f"没有“{text}”这一天。", f"There is no day '{text}'.")
                self.refuse(line, what, both("请改正日期。", "Correct the date."))
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
            what = both("键只能是一个词。", "A key is a single word.")
            self.refuse(
                key.line, what, both("请改写；花括号可能要加引号。", "Rewrite it; braces may need quotes.")
            )
        elif name == "<<":
            what = both("题库里不用合并键“<<”。", "Merge keys ('<<') are not used here.")
            self.refuse(key.line, what, both("请把内容写全。", "Write it out."))
        elif name in mapping:
            first = parent.key_lines[name]
            what = both(
                f"“{name}”写了两次，第一次在第 {first} 行。",
                f"'{name}' is given twice, first on line {first}.",
            )
            self.refuse(key.line, what, both("只留一个。", "Keep one of them."))
        else:
            mapping[name] = node
            parent.key_lines[name] = key.line
