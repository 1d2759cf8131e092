"""Released versions never change, and the lineage and the version number lead from them to the present bank.

The number of a version says how far rounds before and after it can be
compared. Patch: words of the same meaning; no score moves. Minor: items,
weights or cuts changed, and the lineage leads from every item that was asked
to the same one, a rescaled one, or a reason why it went, so that older rounds
can be scored again. Major: for some item it does not.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from assessment.instrument.bank import LINEAGE, RELEASES, LoadedBank
from assessment.instrument.checks.integrity import integrity_errors
from assessment.instrument.checks.place import BankPlace, frame_place, item_places, lineage_places
from assessment.instrument.file_schemas import Lineage
from assessment.instrument.lineage import ASKED, followed, trace
from assessment.instrument.model import Instrument
from assessment.instrument.problems import InstrumentError, Problem
from assessment.instrument.releases import (
    content,
    digest,
    fingerprint,
    from_json,
    in_order,
    index_line,
    version_parts,
)
from assessment.texts import Names, Text

RESTORE = Text("checks.fix.restore_or_raise_version")


def release_faults(loaded: LoadedBank) -> Iterator[Problem]:
    """Check each release against what was written down of it, then the way from it to the present bank."""
    releases: dict[str, Instrument] = {}
    paths = {path.stem: path for path in sorted((loaded.folder / "releases").glob("*.json"))}
    recorded = {entry.version: entry.sha256 for entry in loaded.released}
    for path in paths.values():
        released, troubles = open_release(path, recorded)
        if loaded.whole(RELEASES) or released is None:
            yield from troubles
        if released is not None:
            releases[released.version] = released
            yield from same_version(loaded, released, path)
    yield from missing_files(loaded, paths)
    yield from lineage_slips(loaded, releases)
    yield from lineage_gaps(loaded, releases)
    yield from too_small_a_step(loaded, releases)


def open_release(path: Path, recorded: Mapping[str, str]) -> tuple[Instrument | None, list[Problem]]:
    """Read a released file and hold it against its line in `releases.yaml`; one message for one slip.

    Returns:
        The instrument, None where it is spoilt, and what is wrong.
    """
    name = str(path)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None, [Problem(name, None, "error", Text("checks.cannot_be_read"), RESTORE)]
    known = recorded.get(path.stem)
    if known is not None and fingerprint(text) != known:
        what = Text("checks.release_changed", releases=RELEASES)
        return None, [Problem(name, 1, "error", what, RESTORE)]
    try:
        released = from_json(text)
    except InstrumentError as trouble:
        first = trouble.problems[0]
        return None, [Problem(name, 1, "error", first.what, first.fix)]
    if released.version != path.stem:
        what = Text("checks.holds_version", version=released.version)
        return None, [Problem(name, 1, "error", what, Text("checks.fix.rename_file"))]
    if known is None:
        what = Text("checks.release_not_listed", releases=RELEASES)
        line = index_line(released.version, text)
        fix = Text("checks.fix.add_line", line=line)
        return released, [Problem(name, 1, "error", what, fix)]
    return released, []


def missing_files(loaded: LoadedBank, paths: Mapping[str, Path]) -> Iterator[Problem]:
    """Report versions that were written down but are not there, or stand there twice."""
    seen: set[str] = set()
    for rank, entry in enumerate(loaded.released):
        place = BankPlace(loaded, RELEASES, (rank,), entry.version)
        if entry.version in seen:
            yield place.error("checks.stands_here_twice", "checks.fix.keep_written_line")
        elif version_parts(entry.version) is None:
            yield place.under("version").error("checks.not_version", "checks.fix.write_version")
        elif entry.version not in paths:
            yield place.error("checks.release_gone", "checks.fix.restore", version=entry.version)
        seen.add(entry.version)


def same_version(loaded: LoadedBank, released: Instrument, path: Path) -> Iterator[Problem]:
    """Report a bank that was changed without a new version."""
    current = loaded.instrument
    if current is not None and current.version == released.version and digest(current) != digest(released):
        yield frame_place(loaded, "version").error(
            "checks.released_version_changed",
            "checks.fix.raise_version_or_undo",
            version=released.version,
            name=path.name,
        )


ReleasedVersions = Mapping[str, Instrument]


def newest_first(releases: ReleasedVersions) -> list[Instrument]:
    """Return the released versions, the newest first."""
    return sorted(releases.values(), key=lambda one: in_order(one.version), reverse=True)


def lineage_gaps(loaded: LoadedBank, releases: ReleasedVersions) -> Iterator[Problem]:
    """Report items of any release that are asked no more without a word."""
    if not loaded.dimensions_whole or not loaded.whole(LINEAGE):
        return
    present = {item.id: item for item, _ in item_places(loaded)}
    reported: set[str] = set()
    for release in newest_first(releases):
        asked = {item.id for item in release.items() if item.status in ASKED}
        for trail in followed(release, loaded.draft.version, loaded.lineage):
            if trail.now != trail.start or trail.start in reported:
                # Dropped with a reason, or renamed: that line is checked, and the release with the new id.
                continue
            item = present.get(trail.now)
            place = BankPlace(loaded, LINEAGE, (), trail.start)
            if item is None:
                reported.add(trail.start)
                yield place.error("checks.item_gone", "checks.fix.rename_or_drop", version=release.version)
            elif item.status not in ASKED and trail.start in asked:
                reported.add(trail.start)
                yield place.error(
                    "checks.item_no_longer_asked", "checks.fix.write_dropped", version=release.version
                )


def lineage_slips(loaded: LoadedBank, releases: ReleasedVersions) -> Iterator[Problem]:
    """Report lines of the lineage that lead from or to nowhere, or contradict themselves."""
    pairs = Counter((entry.from_, entry.to) for entry in loaded.lineage)
    for entry, place in lineage_places(loaded):
        slips = list(version_slips(loaded, releases, entry, place))
        yield from slips
        if pairs[entry.from_, entry.to] > 1:
            yield place.error("checks.lineage_line_twice", "checks.fix.merge_lines")
        older, newer = releases.get(entry.from_), releases.get(entry.to)
        if newer is None and entry.to == loaded.draft.version and loaded.dimensions_whole:
            newer = loaded.draft
        if not slips and older is not None and newer is not None:
            yield from item_slips(older, newer, entry, place)
            yield from collisions(older, entry, place)
            yield from map_slips(older, newer, entry, place)


def version_slips(
    loaded: LoadedBank, releases: ReleasedVersions, entry: Lineage, place: BankPlace
) -> Iterator[Problem]:
    """Check that a line leads from a released version to a newer one that is released, or is being made."""
    parts = {key: version_parts(version) for key, version in (("from", entry.from_), ("to", entry.to))}
    for key, version in (("from", entry.from_), ("to", entry.to)):
        if parts[key] is None:
            yield place.under(key).error(
                "checks.not_a_version", "checks.fix.write_version", key=key, version=version
            )
        elif version not in releases and (key == "from" or version != loaded.draft.version):
            known = ", ".join(one.version for one in newest_first(releases)) or "-"
            yield place.under(key).error(
                "checks.version_not_released", "checks.fix.released_versions", version=version, known=known
            )
    start, end = parts["from"], parts["to"]
    if start is not None and end is not None and start >= end:
        yield place.under("to").error("checks.not_newer", "checks.fix.older_to_newer")


def item_slips(older: Instrument, newer: Instrument, entry: Lineage, place: BankPlace) -> Iterator[Problem]:
    """Check that old ids are of the older version, and new ids of the newer one."""
    before = {item.id for item in older.items()}
    after = newer.items_by_id
    named = [("renamed", old) for old in entry.renamed] + [("dropped", old) for old in entry.dropped]
    named += [("rescaled", old) for old in entry.rescaled if old not in entry.renamed.values()]
    for key, old in named:
        if old not in before:
            yield place.under(key, old).error(
                "checks.version_has_no_item", "checks.fix.check_id", older=entry.from_, old=old
            )
    for old, new in entry.renamed.items():
        if new not in after:
            yield place.under("renamed", old).error(
                "checks.no_item", "checks.fix.name_item_that_exists", name=new
            )
    for old in entry.dropped:
        if old in after and after[old].status in ASKED and old not in entry.renamed.values():
            yield place.under("dropped", old).error(
                "checks.dropped_but_asked", "checks.fix.retire", old=old, newer=entry.to
            )
    for old in entry.rescaled:
        if old in entry.dropped:
            yield place.under("rescaled", old).error(
                "checks.rescaled_and_dropped", "checks.fix.keep_one_place", old=old
            )


def collisions(older: Instrument, entry: Lineage, place: BankPlace) -> Iterator[Problem]:
    """Check that no two items become one, and that none is renamed and dropped at once."""
    arrivals = Counter(entry.renamed.values())
    stay = {item.id for item in older.items()} - {*entry.renamed, *entry.dropped}
    for old, new in entry.renamed.items():
        where = place.under("renamed", old)
        if arrivals[new] > 1 or new in stay:
            yield where.error("checks.items_collide", "checks.fix.drop_the_others", new=new)
        if old in entry.dropped:
            yield where.error("checks.renamed_and_dropped", "checks.fix.keep_one_place", old=old)


def map_slips(older: Instrument, newer: Instrument, entry: Lineage, place: BankPlace) -> Iterator[Problem]:
    """Check that a rescaled map takes every old point, and leads to points there are."""
    for old, points in entry.rescaled.items():
        where = place.under("rescaled", old)
        listed = (
            ("leaves_out", sorted(set(older.scale) - set(points))),
            ("has_strange", sorted(set(points) - set(older.scale))),
            ("leads_nowhere", sorted(set(points.values()) - set(newer.scale))),
        )
        for slip, wrong in listed:
            if wrong:
                names = ", ".join(map(str, wrong))
                yield where.error(
                    Text(f"checks.map.{slip}", item=old, points=names),
                    Text("checks.fix.map_every_point"),
                )


Step = Literal["none", "patch", "minor", "major"]
STEPS: tuple[Step, ...] = ("none", "patch", "minor", "major")

REMARKS = frozenset(
    {"version", "since", "rationale", "sources", "source", "confidence", "as_of", "review_by", "concepts"}
)
"""Keys that reviewers read; nothing is scored by them."""


def too_small_a_step(loaded: LoadedBank, releases: Mapping[str, Instrument]) -> Iterator[Problem]:
    """Report a version raised by less than what was changed since the newest release asks for."""
    current = loaded.instrument
    if current is None or not releases or not loaded.whole(LINEAGE) or any(integrity_errors(loaded)):
        return
    newest = newest_first(releases)[0]
    before, after = version_parts(newest.version), version_parts(current.version)
    if before is None or after is None or not (before[0] and before < after):
        # Below 1.0.0 nothing is promised; the same version is checked elsewhere.
        return
    needed, because = needed_step(newest, current, loaded.lineage)
    if STEPS.index(step_between(before, after)) >= STEPS.index(needed):
        return
    least = f"{before[0] + 1}.0.0" if needed == "major" else f"{before[0]}.{before[1] + 1}.0"
    named = Names(because, most=len(because), quoted=False)
    if needed == "major":
        fix = Text("checks.fix.rescale_or_raise_version", least=least)
        what = Text("checks.old_answers_lost", named=named)
    else:
        fix = Text("checks.fix.raise_version_to", least=least)
        what = Text("checks.more_than_words_changed", version=newest.version, named=named)
    yield frame_place(loaded, "version").error(what, fix)


def step_between(before: tuple[int, int, int], after: tuple[int, int, int]) -> Step:
    """Return which part of the number was raised."""
    steps: tuple[Step, ...] = ("major", "minor", "patch")
    return next(
        (step for step, *ends in zip(steps, before, after, strict=True) if ends[0] != ends[1]), "none"
    )


def needed_step(older: Instrument, newer: Instrument, lineage: Iterable[Lineage]) -> tuple[Step, list[str]]:
    """Return the least step that two instruments ask for, and what asks for it."""
    asked = {item.id for item in older.items() if item.status in ASKED}
    passages = trace(older, newer, lineage)
    lost = [each.older for each in passages if each.fate == "changed" and each.older in asked]
    if lost:
        return "major", [item for item in lost if item is not None]
    bones = [without_words(content(each), each.languages) for each in (older, newer)]
    if bones[0] != bones[1]:
        return "minor", differing_parts(*bones)
    return ("none" if content(older) == content(newer) else "patch"), []


def without_words(part: Any, languages: list[str]) -> Any:
    """Leave out words and remarks: what is left decides what is asked, scored and planned."""
    if isinstance(part, dict):
        if part and set(part) <= set(languages):
            return None
        return {key: without_words(value, languages) for key, value in part.items() if key not in REMARKS}
    if isinstance(part, list):
        return [without_words(value, languages) for value in part]
    return part


def differing_parts(older: dict[str, Any], newer: dict[str, Any]) -> list[str]:
    """Name what differs: items by id, the rest by the key in the frame."""
    items = [
        {item["id"]: item for each in one["dimensions"] for item in each["items"]} for one in (older, newer)
    ]
    frames = [
        {**one, "dimensions": [{**each, "items": None} for each in one["dimensions"]]}
        for one in (older, newer)
    ]
    return [
        key
        for before, after in (items, frames)
        for key in {**before, **after}
        if before.get(key) != after.get(key)
    ]
