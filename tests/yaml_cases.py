"""Rule cases as the core schema of YAML 1.2 reads them, and dates: `on` is a word, `1:30` a text."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml


class Loader(yaml.CBaseLoader):
    """Reads by libyaml; what a plain scalar means is said here."""


KINDS: Mapping[str, tuple[str, Callable[[str], Any]]] = {
    "null": (r"~|null|Null|NULL|", lambda _: None),
    "bool": (r"true|True|TRUE|false|False|FALSE", lambda text: text.lower() == "true"),
    "int": (r"[-+]?[0-9]+", int),
    "float": (r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", float),
    "day": (r"[0-9]{4}-[0-9]{2}-[0-9]{2}", date.fromisoformat),
}


def plain(loader: Loader, node: yaml.ScalarNode) -> Any:
    """Return what a scalar means; one in quotation marks is a text."""
    text = str(loader.construct_scalar(node))
    if not node.style:
        for form, meant in KINDS.values():
            if re.fullmatch(form, text):
                return meant(text)
    return text


def mapping(loader: Loader, node: yaml.MappingNode) -> Any:
    """Return a mapping with everything in it."""
    return loader.construct_mapping(node, deep=True)


def sequence(loader: Loader, node: yaml.SequenceNode) -> Any:
    """Return a list with everything in it."""
    return loader.construct_sequence(node, deep=True)


Loader.add_constructor("tag:yaml.org,2002:str", plain)
Loader.add_constructor("tag:yaml.org,2002:map", mapping)
Loader.add_constructor("tag:yaml.org,2002:seq", sequence)


def read_cases(path: Path) -> Any:
    """Return what a file of cases holds."""
    with path.open("rb") as file:
        return yaml.load(file, Loader)  # noqa: S506 - makes nothing but what is said above
