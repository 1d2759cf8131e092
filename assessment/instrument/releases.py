"""The released instruments of a bank, whole and frozen, found by version."""

from dataclasses import dataclass, field
from pathlib import Path

from assessment.instrument.check.frame import version_parts
from assessment.instrument.digest import from_json
from assessment.instrument.model import Instrument


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
            path = self.folder / "releases" / f"{version}.json"
            self.known[version] = from_json(path.read_text(encoding="utf-8")) if path.is_file() else None
        return self.known[version]
