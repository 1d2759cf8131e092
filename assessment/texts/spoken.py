"""Errors that are sentences for a person."""

from collections.abc import Iterable
from typing import ClassVar

from assessment.texts.catalogue import Localized, Text, in_language


class SpokenError(Exception):
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


class KnownError(SpokenError):
    """An error whose sentence is always the same."""

    key: ClassVar[str]
    """Of its sentence in the catalogue."""

    def __init__(self) -> None:
        super().__init__(Text(self.key))
