"""The words on the pages: complete, in step, and all of them used."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from assessment.responses import Absent, Mode
from assessment.ui.messages import LANGUAGES, messages, say

UI = Path(__file__).parents[2] / "assessment" / "ui"
SOURCES = sorted(UI.rglob("*.py"))
KEY = re.compile(r"[a-z_]+\.[a-z_*]+")


def strings(tree: ast.AST) -> Iterator[str]:
    """Yield every text in a module; what is put into it at run time becomes `*`."""
    parts_of_others: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts_of_others |= {id(part) for part in node.values}
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in node.values)
        elif (
            isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parts_of_others
        ):
            yield node.value


def used() -> set[str]:
    """Return every text of the pages' code that could name a message."""
    return {text for source in SOURCES for text in strings(ast.parse(source.read_text(encoding="utf-8")))}


def asked_for() -> Iterator[tuple[Path, str]]:
    """Yield the keys, or their patterns, that are given to `words` and `say`."""
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"words", "say"} and node.args:
                yield from ((source, text) for text in strings(node.args[0]) if KEY.match(text))


def placeholders(text: str) -> set[str]:
    """Return the names to be filled in."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def matches(pattern: str, key: str) -> bool:
    """Whether a key may come of a text with `*` in it."""
    return re.fullmatch(re.escape(pattern).replace(r"\*", r"[a-z_]+"), key) is not None


def test_every_message_is_there_in_every_language() -> None:
    assert {key for key, words in messages().items() if set(words) != set(LANGUAGES)} == set()
    assert {
        key for key, words in messages().items() if not all(text.strip() for text in words.values())
    } == set()


def test_every_language_has_the_same_places_to_fill_in() -> None:
    uneven = {
        key
        for key, words in messages().items()
        if len({frozenset(placeholders(text)) for text in words.values()}) != 1
    }

    assert uneven == set()


def test_every_message_the_pages_ask_for_exists() -> None:
    missing = {
        (source.name, text)
        for source, text in asked_for()
        if not any(matches(text, key) for key in messages())
    }

    assert missing == set()


def test_no_message_is_left_over() -> None:
    patterns = [text for text in used() if KEY.match(text)]

    assert {key for key in messages() if not any(matches(one, key) for one in patterns)} == set()


@pytest.mark.parametrize(
    "key",
    [
        *(f"choice.{absent.value}" for absent in Absent if absent is not Absent.UNANSWERED),
        *(f"choice.{peer}" for peer in ("none", "below", "around", "above")),
        *(f"mode.{mode.value}" for mode in Mode),
        *(f"nav.{page}" for page in ("home", "respond", "results", "roadmap")),
        *(f"section.{section}" for section in ("profile", "numbers", "finish")),
    ],
)
def test_what_is_made_up_of_a_value_is_there_for_every_value(key: str) -> None:
    assert all(say(key, language) for language in LANGUAGES)


def test_a_message_is_filled_in() -> None:
    assert say("respond.progress", "zh", done=3, asked=9) == "已答 3 / 9 题"
    assert say("respond.progress", "en", done=3, asked=9) == "3 of 9 answered"
