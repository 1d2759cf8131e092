"""The words on the pages, in every language, from messages.yaml beside this file."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

LANGUAGES = ("zh", "en")


@cache
def messages() -> Mapping[str, Mapping[str, str]]:
    """Return every message by key and language."""
    tree = YAML(typ="safe").load(Path(__file__).with_name("messages.yaml"))
    return {key: dict(words) for key, words in tree.items()}


def say(key: str, language: str, **values: Any) -> str:
    """Return a message in a language, its `{names}` filled in.

    Raises:
        KeyError: there is no such message, or not in this language.
    """
    return messages()[key][language].format(**values)
