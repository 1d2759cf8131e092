"""The catalogue of texts: complete in both languages, in step, all of it used, and nothing said beside it."""

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from assessment import texts
from assessment.responses import Absent, Mode
from assessment.texts import LANGUAGES, Names, Sentences, Text, messages
from tests.code import parsed

KEY = re.compile(r"[a-z_]+\.[a-z_*.]+")
FOLDER = Path(texts.__file__).parent
FILES = sorted(path.stem for path in FOLDER.glob("*.yaml"))

RECOGNIZED = {
    *("BETWEEN", "FULL_WIDTH", "NUMBER", "TIMES", "UNIT_IN_BRACKETS", "WINDOW"),
    *("EVENT", "RUNNING", "SHORT", "SUFFIX", "UPDATED", "WINDOW_TITLE", "YESTERDAY"),
    *("ADS", "CREATORS", "MONTH_IN_TEXT", "SHORT_END"),
}
"""Constants with Chinese that is looked for in what people give, and said to nobody."""

SAYING = {"words", "Text", "say", "tell"}
"""What is called with a key of the catalogue."""

EMPTY = "app.between_quoted"
"""Nothing stands between two quotations in Chinese."""

COUNTS_DIFFERENTLY = "app.and_more"
"""Chinese counts all of a list, English the rest of it."""


@cache
def catalogue() -> Mapping[str, Mapping[str, Any]]:
    """Return every entry by key."""
    return {key: entry for file in FILES for key, entry in messages(file).items()}


def forms(entry: str | Mapping[str, str]) -> list[str]:
    """Return a text's plural forms, or the one text."""
    return [entry] if isinstance(entry, str) else [entry[form] for form in ("one", "other")]


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


@cache
def used() -> set[str]:
    """Return every text of the code that could name an entry."""
    return {text for tree in parsed().values() for text in strings(tree)}


def called(function: ast.expr) -> str:
    """Return the name of what is called."""
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def asked_for() -> Iterator[tuple[Path, str]]:
    """Yield the keys, or their patterns, that are given to `words` and `Text`."""
    for source, tree in parsed().items():
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and called(node.func) in {"words", "Text", "say", "tell"}
                and node.args
            ):
                yield from ((source, text) for text in strings(node.args[0]) if KEY.fullmatch(text))


def placeholders(text: str) -> set[str]:
    """Return the names to be filled in."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@cache
def expression(pattern: str) -> re.Pattern[str]:
    """Return what matches the keys that may come of a text with `*` in it."""
    return re.compile(re.escape(pattern).replace(r"\*", r"[a-z_]+"))


def matches(pattern: str, key: str) -> bool:
    """Whether a key may come of a text with `*` in it."""
    return pattern == key or ("*" in pattern and expression(pattern).fullmatch(key) is not None)


@pytest.mark.parametrize("file", FILES)
def test_an_entry_can_be_read_alone(file: str) -> None:
    """Every line that is not indented, empty or a comment begins an entry, and no key stands twice."""
    lines = (FOLDER / f"{file}.yaml").read_text(encoding="utf-8").splitlines()
    keys = [line.partition(":")[0] for line in lines if line and line[0] not in " #"]

    assert list(messages(file)) == keys


def test_every_text_is_there_in_every_language() -> None:
    assert {key for key, entry in catalogue().items() if set(entry) != set(LANGUAGES)} == set()
    assert {
        key
        for key, entry in catalogue().items()
        if key != "app.between_quoted"
        and not all(form.strip() for text in entry.values() for form in forms(text))
    } == set()


def test_every_language_has_the_same_places_to_fill_in() -> None:
    # A singular may say "one" without showing the number.
    uneven = {
        key
        for key, entry in catalogue().items()
        if key != COUNTS_DIFFERENTLY
        and len({frozenset(placeholders(forms(text)[-1])) for text in entry.values()}) != 1
    }

    assert uneven == set()


def test_every_text_the_code_asks_for_exists() -> None:
    missing = {
        (source.name, text)
        for source, text in asked_for()
        if not any(matches(text, key) for key in catalogue())
    }

    assert missing == set()


def test_no_text_is_left_over() -> None:
    patterns = [text for text in used() if KEY.fullmatch(text)]

    assert {key for key in catalogue() if not any(matches(one, key) for one in patterns)} == set()


def test_nothing_is_said_beside_the_catalogue() -> None:
    chinese = re.compile("[\u4e00-\u9fff]")
    beside = []
    for source, tree in parsed().items():
        # A text that stands alone as a statement documents what it stands under.
        unsaid = {
            node.value.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        }
        unsaid |= {
            text
            for node in tree.body
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in RECOGNIZED
            for text in strings(node)
        }
        beside += [
            (source.name, text) for text in strings(tree) if chinese.search(text) and text not in unsaid
        ]

    assert beside == []


@pytest.mark.parametrize(
    "key",
    [
        *(f"respond.choice.{absent.value}" for absent in Absent if absent is not Absent.UNANSWERED),
        *(f"respond.choice.{peer}" for peer in ("none", "below", "around", "above")),
        *(f"home.mode.{mode.value}" for mode in Mode),
        *(f"app.nav.{page}" for page in ("home", "respond", "results", "roadmap")),
        *(f"respond.section.{section}" for section in ("profile", "numbers", "finish")),
    ],
)
def test_what_is_made_up_of_a_value_is_there_for_every_value(key: str) -> None:
    assert all(Text(key).in_(language) for language in LANGUAGES)


def test_a_sentence_after_a_list_is_not_part_of_its_last_point() -> None:
    swallowed = [
        key
        for key, entry in catalogue().items()
        for language in LANGUAGES
        for text in forms(entry[language])
        if re.search(r"^- .*\n(?!- |\n| )", text, re.MULTILINE)
    ]
    assert swallowed == []


def test_chinese_quotes_things_in_one_way() -> None:
    """As the question bank does: “ ” and, within them, ‘ ’; each opened is closed."""
    told = [(key, text) for key, entry in catalogue().items() for text in forms(entry["zh"])]

    assert [key for key, text in told if re.search(r"[「」『』]", text)] == []
    assert [key for key, text in told if re.search(r"[“”]", re.sub(r"“[^“”]*”", "", text))] == []


def test_a_text_is_filled_in() -> None:
    assert Text("respond.progress", done=3, asked=9).in_("zh") == "已答 3 / 9 题"
    assert Text("respond.progress", done=3, asked=9).in_("en") == "3 of 9 answered"


def test_a_value_in_two_languages_is_said_in_the_language_of_the_whole() -> None:
    whole = Text("app.quoted", name=Text("app.cancel"))

    assert (whole.in_("zh"), whole.in_("en")) == ("“取消”", "“Cancel”")


def test_many_names_are_named_once_each_and_then_counted() -> None:
    names = Names(["a", "b", "a", "c", "d"])

    assert names.in_("en") == "“a”, “b”, “c” and 1 more"
    assert names.in_("zh") == "“a”“b”“c”等 4 项"


def test_sentences_follow_each_other_as_the_language_writes_them() -> None:
    pair = Sentences([Text("app.cancel"), Text("app.try_again")])

    assert (pair.in_("zh"), pair.in_("en")) == ("取消再试一次", "Cancel Try again")


@pytest.mark.parametrize(("count", "form"), [(0, "other"), (1, "one"), (1.5, "other"), (2, "other")])
def test_the_plural_goes_by_the_number(count: float, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = {"app.x": {"zh": "{days} 天", "en": {"by": "days", "one": "one", "other": "other"}}}
    monkeypatch.setattr("assessment.texts.catalogue.messages", lambda _: entry)

    assert Text("app.x", days=count).in_("en") == form
