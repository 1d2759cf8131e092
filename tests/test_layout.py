"""The code is laid out so that each thing is found in one guess."""

import ast
from collections import Counter

from tests.code import parsed


def test_no_two_classes_have_the_same_name() -> None:
    names = Counter(
        node.name
        for path, tree in parsed().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    )

    assert [name for name, count in names.items() if count > 1] == []


def test_a_file_that_is_made_when_it_is_asked_for_is_made_for_its_visitor() -> None:
    asked = [
        f"{path.name}:{node.lineno}"
        for path, tree in parsed().items()
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and ast.unparse(call.func).rpartition(".")[2] == "download"
        for node in ast.walk(call)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "service"
    ]

    # Away from the page the framework knows no visitor: `service_later` does.
    assert asked == []
