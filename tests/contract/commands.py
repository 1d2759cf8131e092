"""Commands run for the contract, and the files they are run on."""

import json
from pathlib import Path

from tests.commands import run
from tests.contract.golden import ROOT, laid_out

EXAMPLES = sorted(path.relative_to(ROOT) for path in (ROOT / "questions/examples").glob("*.json"))
OLD_FILES = sorted(path.relative_to(ROOT) for path in (ROOT / "tests/files").glob("*.json"))
"""Files of earlier versions, kept for good."""

LANGUAGES = ("zh", "en")


def example(name: str) -> Path:
    """Return an example by the name of its file, as it is kept for tests where it is."""
    kept = Path(f"tests/examples/{name}.json")
    found = kept if (ROOT / kept).exists() else Path(f"questions/examples/{name}.json")
    assert (ROOT / found).exists()
    return found


def title_of(arguments: tuple[str, ...]) -> str:
    """Return a command as a title; of a file, its name."""
    return " ".join(
        one.rpartition("/")[2] if one.startswith(("questions/", "tests/")) else one for one in arguments
    )


def as_json(*arguments: str, folder: str | None = None) -> str:
    """Run a command that prints JSON; return it laid out, what it said beside, and how it ended.

    Args:
        arguments: the command.
        folder: a temporary folder among them, named BANK in what is returned.
    """
    code, printed, said = run(*arguments)
    if folder is not None:
        printed, said = (text.replace(folder, "BANK") for text in (printed, said))
    if not printed:
        return ended(code, "", said)
    value = json.loads(printed)
    # The layout that is printed is part of the contract too, and the same for all of them.
    assert printed == json.dumps(value, ensure_ascii=False, indent=2) + "\n"
    return ended(code, laid_out(value) + "\n", said)


def json_of_each(*commands: tuple[str, ...]) -> dict[str, str]:
    """Run commands; return the JSON of each by its title."""
    return {title_of(command): as_json(*command, "--json") for command in commands}


def as_text(*arguments: str) -> str:
    """Run a command; return what it printed, what it said beside, and how it ended."""
    return ended(*run(*arguments))


def ended(code: int, printed: str, said: str) -> str:
    """Return all that came of a command as one text."""
    beside = "".join(f"stderr: {line}\n" for line in said.splitlines())
    return printed + beside + (f"exit code: {code}\n" if code else "")
