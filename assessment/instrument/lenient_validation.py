"""Validate a file against its shape and keep every part that is right.

A broken part never hides the others: each problem is noted, the smallest
list entry around it is taken out, and the rest is validated again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from assessment.instrument.error_messages import explain
from assessment.instrument.problems import Problem
from assessment.instrument.yaml_tree import Key, Node, as_node

T = TypeVar("T")
At = tuple[Key, ...]


@dataclass(frozen=True)
class Validated(Generic[T]):
    """What could be read of a file, None where nothing could, and every problem."""

    value: T | None
    problems: list[Problem]


def validate_leniently(
    shape: TypeAdapter[T], node: Node, name: str, placeholders: Mapping[str, Any]
) -> Validated[T]:
    """Read a tree into a shape.

    Args:
        shape: what the file should be.
        node: the tree; broken parts are taken out of it.
        name: the file in messages.
        placeholders: for each key at the top of the file, a value that stands in for a broken one.
    """
    problems: list[Problem] = []
    spare = dict(placeholders)
    while True:
        try:
            return Validated(shape.validate_python(node.plain()), problems)
        except ValidationError as trouble:
            found = most_telling(trouble.errors(include_url=False), node)
        for error, at in found:
            what, fix = explain(error, at, node)
            shown = (*at, "kind") if error["type"].startswith("union_tag") else at
            problems.append(Problem(name, node.line_at(shown), "error", what, fix))
        branches = [(trail(node, at), error) for error, at in found]
        for branch, error in branches:
            if not remove_entry(branch) and not replace_top_key(node, branch, error, spare):
                return Validated(None, problems)


def most_telling(found: list[ErrorDetails], node: Node) -> list[tuple[ErrorDetails, At]]:
    """Give each error its place in the file; of the branches of a union keep the most telling.

    Where a value may be one of several things pydantic complains once for
    each. The deepest complaint is about what the author meant, and among
    equals "should be a text" helps most.
    """
    placed = [(error, place_of(error, node)) for error in found]
    kept: dict[At, tuple[ErrorDetails, At]] = {}
    above = {at[:depth] for _, at in placed for depth in range(len(at))}
    for error, at in placed:
        if at in above and error["type"] in {"string_type", "model_type", "dict_type"}:
            continue
        slot = (*at, str(error["loc"][-1])) if error["type"] == "missing" else at
        if slot not in kept or error["type"] == "string_type":
            kept[slot] = (error, at)
    return list(kept.values())


def place_of(error: ErrorDetails, node: Node) -> At:
    """Return an error's place in the file, without the names pydantic and the models add."""
    at: list[Key] = []
    for part in error["loc"]:
        below = node.child(part)
        if below is not None:
            at.append(part)
            node = below
    return tuple(at)


def trail(node: Node, at: At) -> list[tuple[Node, Key, Node]]:
    """Return every step of the way to a place: the parent, the key and the child."""
    steps = []
    for key in at:
        child = node.child(key)
        if child is None:
            break
        steps.append((node, key, child))
        node = child
    return steps


def remove_entry(branch: list[tuple[Node, Key, Node]]) -> bool:
    """Take the smallest list entry on the way to a place out of the tree; False where there is none."""
    for parent, _, child in reversed(branch):
        if isinstance(parent.value, list):
            parent.value[:] = [other for other in parent.value if other is not child]
            return True
    return False


def replace_top_key(
    root: Node, branch: list[tuple[Node, Key, Node]], error: ErrorDetails, spare: dict[str, Any]
) -> bool:
    """Replace a broken key at the top of the file, each at most once; False where that is impossible."""
    top = branch[0][1] if branch else error["loc"][-1] if error["loc"] else None
    if not isinstance(root.value, dict) or top is None:
        return False
    if error["type"] == "extra_forbidden" and len(branch) == 1:
        root.value.pop(top, None)
        return True
    if top in spare:
        spared = spare.pop(str(top))
        if spared is None:
            root.value.pop(top, None)
        else:
            root.value[top] = as_node(spared, root.line)
        return True
    # Another error of this round may have had the same key replaced already.
    return str(top) in root.key_lines and root.value.get(top) is not branch[0][2] if branch else False
