"""Bytes to an assessment, or to everything that is wrong with them."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from assessment.files.fit import misfits
from assessment.files.strict_json import LARGEST, parse
from assessment.instrument.error_messages import error_message
from assessment.instrument.lenient_validation import most_telling
from assessment.instrument.model import Instrument
from assessment.instrument.problems import MOST_PROBLEMS, Problem, errors, listed, suggestion
from assessment.instrument.releases import digest, version_parts
from assessment.instrument.yaml_tree import Node, as_node
from assessment.responses import FORMAT, Assessment
from assessment.texts import Localized, Text

FindRelease = Callable[[str, str | None], Instrument | None]
"""Finds an instrument by version and, where the file says it, digest; None where nobody has it."""

LOOKED_AT = 1000
"""Mistakes of shape that are worked out; more are counted, or a hostile file would take minutes."""

FIRST = "1.0.0"
"""The first release of a bank; what is below it is a draft that nobody keeps."""


@dataclass(frozen=True)
class Reading:
    """What was read: the assessment with its instrument, or problems, or both where they are warnings."""

    assessment: Assessment | None
    """None where there is an error: then nothing is imported."""
    instrument: Instrument | None
    """The instrument the assessment was taken with; None where it is not known."""
    problems: Sequence[Problem]
    """In the order of the file's parts."""


def nothing_released(_version: str, _digest: str | None) -> None:
    """Know no instrument but the current one."""


def read_path(path: Path, current: Instrument, released: FindRelease = nothing_released) -> Reading:
    """Read an assessment file from disk; see `read`."""
    try:
        if not path.is_file() and path.exists():
            # A folder, or a pipe or device, which may have no end.
            what, fix = Text("files.no_file"), Text("files.fix.choose_file")
            return Reading(None, None, [Problem(str(path), None, "error", what, fix)])
        with path.open("rb") as file:
            # No further than needed to see that a file is too large.
            raw = file.read(LARGEST + 1)
    except OSError as trouble:
        what = Text("files.cannot_be_opened")
        fix = Text("instrument.fix.system_says", strerror=trouble.strerror)
        return Reading(None, None, [Problem(str(path), None, "error", what, fix)])
    return read(raw, current, released, str(path))


def read(
    raw: bytes, current: Instrument, released: FindRelease = nothing_released, name: str = ""
) -> Reading:
    """Read an assessment file.

    Args:
        raw: the bytes of the file.
        current: the instrument in use.
        released: where to look for other versions of it.
        name: the file in messages.
    """
    parsed = parse(raw)
    desk = FileProblems(name)
    for place, what, fix in parsed.faults:
        desk.note(place, what, fix)
    if not isinstance(parsed.value, dict):
        if not desk.problems:
            what = Text("files.not_assessment_file")
            desk.note("", what, Text("files.fix.choose_export"))
        return desk.reading(None, None)
    plain: dict[str, Any] = parsed.value
    if not desk.takes_format(plain):
        return desk.reading(None, None)
    instrument = desk.instrument_of(plain, current, released)
    if instrument is not None:
        for misfit in misfits(instrument, plain):
            desk.note(misfit.place, misfit.what, misfit.fix, warning=misfit.level == "warning")
    assessment = desk.shaped(plain)
    return desk.reading(assessment, instrument)


def is_draft(version: str) -> bool:
    """Whether a version stands below the first release."""
    parts = version_parts(version)
    return parts is not None and parts < (version_parts(FIRST) or parts)


class FileProblems:
    """Gathers what is wrong with one file."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self.places: set[str] = set()
        self.more = 0
        """Errors that are counted and not looked at."""

    def note(self, place: str, what: Localized, fix: Localized, *, warning: bool = False) -> None:
        """Keep a problem, the first one said about a place."""
        if place and place in self.places:
            return
        self.places.add(place)
        named = Text("files.about", place=place, what=what) if place else what
        level: Any = "warning" if warning else "error"
        self.problems.append(Problem(self.name, None, level, named, fix, place))

    def reading(self, assessment: Assessment | None, instrument: Instrument | None) -> Reading:
        """Close the file: with an error nothing is imported."""
        refused = bool(errors(self.problems)) or instrument is None
        return Reading(None if refused else assessment, instrument, listed(self.problems, self.more))

    def takes_format(self, plain: Mapping[str, Any]) -> bool:
        """Whether this program reads the file's format."""
        given = plain.get("format")
        if given == FORMAT and not isinstance(given, bool):
            return True
        if "format" not in plain:
            what = Text("files.format_missing")
            fix = Text("files.fix.write_format", format=FORMAT)
        elif isinstance(given, int) and not isinstance(given, bool) and given > FORMAT:
            what = Text("files.format_too_new", given=given)
            fix = Text("files.fix.update_program")
        else:
            what = Text("files.unknown_format", given=given)
            fix = Text("files.fix.known_format", format=FORMAT)
        self.note("format", what, fix)
        return False

    def instrument_of(
        self, plain: Mapping[str, Any], current: Instrument, released: FindRelease
    ) -> Instrument | None:
        """Find the instrument a file was taken with."""
        reference = plain.get("instrument")
        if not isinstance(reference, dict):
            return None
        its_id, version, its_digest = (reference.get(key) for key in ("id", "version", "digest"))
        if not isinstance(its_id, str) or not isinstance(version, str):
            return None
        if its_id != current.id:
            what = Text("files.other_instrument", its_id=its_id)
            self.note("instrument.id", what, suggestion(its_id, [current.id]))
            return None
        wanted = its_digest if isinstance(its_digest, str) else None
        return self.version_of(version, wanted, current, released)

    def version_of(
        self, version: str, wanted: str | None, current: Instrument, released: FindRelease
    ) -> Instrument | None:
        """Find a version; where only the digest differs, the version here is taken, with a warning."""
        here = version == current.version
        if here and (wanted is None or wanted == digest(current)):
            return current
        found = released(version, wanted)
        if found is not None and (wanted is None or wanted == digest(found)):
            return found
        known = found or (current if here else None)
        if known is None and is_draft(version) and not is_draft(current.version):
            return self.in_place_of_draft(version, released(FIRST, None) or current)
        if known is None:
            what = Text("files.unknown_version", version=version)
            fix = Text("files.fix.find_version", version=current.version)
            self.note("instrument.version", what, fix)
            return None
        what = Text("files.worded_differently", version=version)
        fix = Text("files.fix.scored_as_here")
        self.note("instrument.digest", what, fix, warning=True)
        return known

    def in_place_of_draft(self, version: str, first: Instrument) -> Instrument:
        """Take the first release for a draft before it, with a warning: texts and cuts have changed since."""
        what = Text("files.fix.file_taken_with_unreleased_draft_of", version=version)
        fix = Text("files.fix.read_as_first", version=first.version)
        self.note("instrument.version", what, fix, warning=True)
        return first

    def shaped(self, plain: Mapping[str, Any]) -> Assessment | None:
        """Read plain values into records."""
        try:
            return Assessment.model_validate_json(json.dumps(plain))
        except ValidationError as trouble:
            root: Node = as_node(plain, 1)
            found = trouble.errors(include_url=False)
            self.more = len(found[LOOKED_AT:])
            for error, at in most_telling(found[:LOOKED_AT], root):
                if len(self.problems) < MOST_PROBLEMS:
                    what, fix = error_message(error, at, root)
                else:
                    # Counted and not listed: to word thousands would take minutes.
                    what, fix = Text("files.not_assessment_file"), Text("files.fix.choose_export")
                tail = [error["loc"][-1]] if error["type"] == "missing" else []
                self.note(".".join(map(str, [*at, *tail])), what, fix)
            return None
