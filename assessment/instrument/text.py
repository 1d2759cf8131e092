"""One text in every language of the instrument."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import ConfigDict, Field, RootModel


class LocalText(RootModel[dict[str, Annotated[str, Field(min_length=1)]]]):
    """A text in several languages, written `{zh: ..., en: ...}` in the bank.

    There is no fallback from one language to another: `check` refuses an
    active item that lacks one of the instrument's languages.
    """

    model_config = ConfigDict(frozen=True, strict=True)

    def in_(self, language: str) -> str:
        """Return the text in a language.

        Raises:
            KeyError: the text does not exist in this language.
        """
        return self.root[language]

    @property
    def languages(self) -> Iterator[str]:
        """The languages the text exists in."""
        return iter(self.root)

    def __hash__(self) -> int:
        return hash(tuple(sorted(self.root.items())))
