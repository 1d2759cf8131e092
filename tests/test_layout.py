"""The code is laid out so that each thing is found in one guess."""

import ast
from collections import Counter
from pathlib import Path

CODE = sorted((Path(__file__).parents[1] / "assessment").rglob("*.py"))


def test_no_two_classes_have_the_same_name() -> None:
    names = Counter(
        node.name
        for path in CODE
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.ClassDef)
    )

    assert [name for name, count in names.items() if count > 1] == []
