"""What the operator says before an open self-assessment begins."""

from pathlib import Path

from assessment.settings import settings
from assessment.texts import Text, without_hidden

LONGEST = 20_000
"""Characters that are shown of a file."""


def consent_text(language: str) -> str:
    """Return the operator's text in a language, from `zh.txt` or `en.txt`; ours where there is none.

    A file that cannot be read as text counts as none.
    """
    folder = settings().consent
    own = None if folder is None else _read(folder / f"{language}.txt")
    return own or Text("start.consent").in_(language)


def _read(file: Path) -> str | None:
    try:
        return without_hidden(file.read_text(encoding="utf-8-sig"))[:LONGEST].strip() or None
    except (OSError, UnicodeDecodeError):
        return None
