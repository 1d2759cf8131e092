"""Texts by key: read from YAML, filled in, with the plural that the number asks for.

The first word of a key names its file: `roadmap.title` stands in
`roadmap.yaml`, and a file is read when the first of its keys is asked for.
An entry has one text a language, or one for each plural form:

    plan.steps_left:
      zh: 还有 {count} 步
      en: {one: "{count} step left", other: "{count} steps left"}

The form goes by the value called `count`; `by: days` names another one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, Protocol, runtime_checkable

import yaml
from yaml import BaseLoader

LANGUAGES = ("zh", "en")
"""The languages of the program's own texts; a bank may have others."""

SHOWN_NAMES = 3
"""Names that one sentence lists before it says "and 4 more"."""


@runtime_checkable
class Localized(Protocol):
    """A text in several languages: of the catalogue, or of a question bank."""

    @property
    def languages(self) -> Iterable[str]:
        """The languages it exists in, the first of them to fall back on."""

    def in_(self, language: str) -> str:
        """Return the text in one of its languages.

        Raises:
            KeyError: it does not exist in this language.
        """


Value = str | int | float | date | Localized | None
"""What fills a place: written as it is, formatted as the place says, or said in the sentence's language."""


def in_language(text: Localized, language: str) -> str:
    """Return a text in a language, or in its own first one where a bank lacks the language."""
    known = tuple(text.languages)
    return text.in_(language if language in known else known[0])


LOADER: type[BaseLoader] = getattr(yaml, "CBaseLoader", BaseLoader)
"""Leaves every scalar the text it is; libyaml's, where PyYAML was built with it."""


@cache
def messages(file: str) -> Mapping[str, Mapping[str, Any]]:
    """Return the entries of one file of the catalogue, by key and language.

    Raises:
        FileNotFoundError: the catalogue has no such file.
        ValueError: a key does not begin with the file's name.
    """
    path = Path(__file__).with_name(f"{file}.yaml")
    entries: Mapping[str, Mapping[str, Any]] = yaml.load(path.read_bytes(), Loader=LOADER)  # noqa: S506 - builds texts only
    misplaced = [key for key in entries if key.partition(".")[0] != file]
    if misplaced:
        message = f"{path.name}: {', '.join(misplaced)} must begin with '{file}.'"
        raise ValueError(message)
    return entries


@dataclass(frozen=True)
class Text:
    """One text of the catalogue, with the values that fill its places.

    A value that is itself localized is said in the language of the whole.

    Attributes:
        key: where it stands, such as `plan.steps_left`.
        values: what fills the places, by name.
    """

    key: str
    values: Mapping[str, Value]

    def __init__(self, key: str, /, **values: Value) -> None:
        object.__setattr__(self, "key", key)
        object.__setattr__(self, "values", values)

    def __hash__(self) -> int:
        return hash((self.key, tuple(sorted(self.values))))

    @property
    def languages(self) -> Iterable[str]:
        """The languages of the catalogue."""
        return LANGUAGES

    def in_(self, language: str) -> str:
        """Return the text in a language, its places filled in.

        Raises:
            KeyError: there is no such key or language, or a place has no value.
        """
        entry = messages(self.key.partition(".")[0])[self.key][language]
        if isinstance(entry, Mapping):
            entry = entry[self._plural(entry.get("by", "count"))]
        return str(entry).format(
            **{name: _in_language(value, language) for name, value in self.values.items()}
        )

    def _plural(self, by: str) -> str:
        value = self.values[by]
        return "one" if value in {1, "1"} else "other"


PLAIN = (str, int, float, date, type(None))
"""Values that are no text in several languages: told apart first, as asking for a protocol takes long."""


def _in_language(value: Value, language: str) -> Any:
    if isinstance(value, PLAIN):
        return value
    return in_language(value, language) if isinstance(value, Text | Localized) else value


@dataclass(frozen=True)
class Names:
    """Names listed inside a sentence: each once, in quotation marks, the first few of many.

    Attributes:
        names: in the order in which they are listed.
        most: how many are named before the rest is only counted.
        quoted: whether each stands in quotation marks.
    """

    names: Sequence[Localized | str]
    most: int = SHOWN_NAMES
    quoted: bool = True

    @property
    def languages(self) -> Iterable[str]:
        """The languages of the catalogue."""
        return LANGUAGES

    def in_(self, language: str) -> str:
        """Return the list in a language."""
        each = list(dict.fromkeys(str(_in_language(name, language)) for name in self.names))
        shown = [Text("app.quoted", name=name).in_(language) if self.quoted else name for name in each]
        gap = "app.between_quoted" if self.quoted else "app.between"
        listed = Text(gap).in_(language).join(shown[: self.most])
        if len(each) <= self.most:
            return listed
        return Text("app.and_more", names=listed, count=len(each), more=len(each) - self.most).in_(language)


@dataclass(frozen=True)
class Sentences:
    """Sentences that follow each other: parted by a space where the language has spaces.

    Attributes:
        parts: the sentences; empty ones are left out.
    """

    parts: Sequence[Localized]

    @property
    def languages(self) -> Iterable[str]:
        """The languages of the catalogue."""
        return LANGUAGES

    def in_(self, language: str) -> str:
        """Return them in a language, one after the other."""
        texts = (in_language(part, language) for part in self.parts)
        return ("" if language == "zh" else " ").join(part for part in texts if part)


class LocalizedError(Exception):
    """An error that is a sentence for a person, in every language: a `Localized`.

    Attributes:
        text: the sentence.
    """

    def __init__(self, text: Localized) -> None:
        super().__init__(in_language(text, "en"))
        self.text = text

    @property
    def languages(self) -> Iterable[str]:
        """The languages it exists in."""
        return self.text.languages

    def in_(self, language: str) -> str:
        """Return the sentence in a language."""
        return in_language(self.text, language)


class KnownError(LocalizedError):
    """An error whose sentence is always the same."""

    key: ClassVar[str]
    """Of its sentence in the catalogue."""

    def __init__(self) -> None:
        super().__init__(Text(self.key))
