"""A tree of plain values in which every value knows the line it stands on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

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
