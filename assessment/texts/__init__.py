"""Every sentence the program says, in one catalogue with both languages.

The texts stand in the YAML files beside this module, for pages, charts,
planning, spreadsheets, refusals and commands alike. What belongs to a
question bank stands in the bank.
"""

from assessment.texts.catalogue import (
    LANGUAGES,
    KnownError,
    Localized,
    LocalizedError,
    Names,
    Sentences,
    Text,
    Value,
    in_language,
    messages,
)
from assessment.texts.characters import visible, without_hidden

__all__ = [
    "LANGUAGES",
    "KnownError",
    "Localized",
    "LocalizedError",
    "Names",
    "Sentences",
    "Text",
    "Value",
    "in_language",
    "messages",
    "visible",
    "without_hidden",
]
