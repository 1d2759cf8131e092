"""Validate a file against its shape and keep every part that is right.

A broken part never hides the others: each problem is noted, the smallest
list entry around it is taken out, and the rest is validated again.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from assessment.instrument.explain import explain
from assessment.instrument.nodes import Key, Node
from assessment.instrument.problems import Problem

T = TypeVar("T")


def salvage(
    shape: TypeAdapter[T], node: Node, name: str, placeholders: Mapping[str, Any]
) -> tuple[T | None, list[Problem]]:
    """Read a tree into a shape.

    Args:
        shape: what the file should be.
        node: the tree; broken parts are taken out of it.
        name: the file in messages.
        placeholders: for each key at the top of the file, a value that stands in for a broken one.

    Returns:
        What could be read, None where nothing could, and every problem.
    """
    problems: list[Problem] = []
    stood_in: set[Key] = set()
    while True:
        try:
            return shape.validate_python(node.plain()), problems
        except ValidationError as trouble:
            found = deepest(trouble.errors(include_url=False), node)
        for error, at in found:
            what, fix = explain(error, at, node)
            whole = (*at, error["loc"][-1]) if error["type"] == "missing" else at
            problems.append(Problem(name, node.line_at(whole), "error", what, fix))
        for error, at in sorted(found, key=lambda pair: [str(part).rjust(9) for part in pair[1]], reverse=True):
            top = at[0] if at else error["loc"][-1] if error["loc"] else None
            if take_out(node, at) or error["type"] == "extra_forbidden":
                continue
            if top not in placeholders or top in stood_in or not isinstance(node.value, dict):
                return None, problems
            stood_in.add(top)
            node.value[top] = as_node(placeholders[str(top)], node.line)


def deepest(found: list[ErrorDetails], node: Node) -> list[tuple[ErrorDetails, tuple[Key, ...]]]:
    """Give each error its place in the file; of the branches of a union keep the most telling.

    Where a value may be one of several things pydantic complains once for
    each. The deepest complaint is about what the author meant, and among
    equals "should be a text" helps most.
    """
    placed = [(error, place_of(error, node)) for error in found]
    kept: dict[tuple[Key, ...], ErrorDetails] = {}
    for error, at in placed:
        inner = any(other[: len(at)] == at and len(other) > len(at) for _, other in placed)
        in_union = len(error["loc"]) > len(at) and error["type"] in {"string_type", "model_type", "dict_type"}
        if inner and in_union:
            continue
        slot = (*at, error["loc"][-1]) if error["type"] == "missing" else at
        if slot not in kept or error["type"] == "string_type":
            kept[slot] = error
    return [(error, place_of(error, node)) for error in kept.values()]


def place_of(error: ErrorDetails, node: Node) -> tuple[Key, ...]:
    """Return an error's place in the file, without the names pydantic and the models add."""
    at: list[Key] = []
    for part in error["loc"]:
        below = node.child(part)
        if below is not None:
            at.append(part)
            node = below
    return tuple(at)


def take_out(node: Node, at: tuple[Key, ...]) -> bool:
    """Take the smallest list entry around a place out of the tree, or an unknown key; False where there is none."""
    trail = [node]
    for key in at:
        below = trail[-1].child(key)
        if below is None:
            break
        trail.append(below)
    for parent, child in reversed(list(zip(trail, trail[1:], strict=False))):
        if isinstance(parent.value, list):
            parent.value[:] = [other for other in parent.value if other is not child]
            return True
    return False


def as_node(value: Any, line: int) -> Node:
    """Make a tree of a placeholder."""
    if isinstance(value, dict):
        return Node(line, {key: as_node(child, line) for key, child in value.items()})
    if isinstance(value, list):
        return Node(line, [as_node(child, line) for child in value])
    return Node(line, value)
