"""The released instruments of a bank, whole and frozen: found by version, written once."""

from dataclasses import dataclass, field
from pathlib import Path

from assessment.instrument.digest import from_json, index_line, to_json
from assessment.instrument.loaded import RELEASES
from assessment.instrument.model import Instrument
from assessment.instrument.version import version_parts

HEAD = """\
# Every released version, and the SHA-256 of its file in releases/. `release` adds a line; nobody
# edits this by hand. With it `check` sees a released file that was changed, even where the digest
# inside that file was changed to match.
"""


@dataclass
class Releases:
    """Looks up `releases/<version>.json` of a folder of questions, each read once."""

    folder: Path
    known: dict[str, Instrument | None] = field(default_factory=dict)

    def find(self, version: str, _digest: str | None = None) -> Instrument | None:
        """Return a released instrument; None where there is no such release.

        Raises:
            InstrumentError: the release was spoilt.
        """
        if version_parts(version) is None:
            # A version comes from a stranger's file: only numbers may become a path.
            return None
        if version not in self.known:
            path = release_file(self.folder, version)
            self.known[version] = from_json(path.read_text(encoding="utf-8")) if path.is_file() else None
        return self.known[version]


def release_file(folder: Path, version: str) -> Path:
    """Return where a released version is kept."""
    return folder / "releases" / f"{version}.json"


def freeze(folder: Path, instrument: Instrument) -> Path:
    """Write an instrument whole, and its line in `releases.yaml`; return the file.

    Raises:
        FileExistsError: this version is released already; nothing was touched.
        OSError: the folder cannot be written.
    """
    path = release_file(folder, instrument.version)
    path.parent.mkdir(exist_ok=True)
    text = to_json(instrument)
    # "x": a released file is never written over.
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text)
    index = folder / RELEASES
    known = index.read_text(encoding="utf-8") if index.exists() else HEAD
    with index.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f"{known.rstrip()}\n{index_line(instrument.version, text)}\n")
    return path
