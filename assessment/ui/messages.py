"""The words on the pages, in every language, from the files of `texts/` beside this one."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

LANGUAGES = ("zh", "en")


@cache
def messages() -> Mapping[str, Mapping[str, str]]:
    """Return every message by key and language.

    Raises:
        ValueError: a key stands in two files.
    """
    found: dict[str, Mapping[str, str]] = {}
    for file in sorted(Path(__file__).with_name("texts").glob("*.yaml")):
        for key, words in YAML(typ="safe").load(file).items():
            if key in found:
                message = f"{file.name}: {key} stands in another file too"
                raise ValueError(message)
            found[key] = dict(words)
    return found


def say(key: str, language: str, **values: Any) -> str:
    """Return a message in a language, its `{names}` filled in.

    Raises:
        KeyError: there is no such message, or not in this language.
    """
    return messages()[key][language].format(**values)
