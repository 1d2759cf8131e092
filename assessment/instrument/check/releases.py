"""What was released never changes, and every id of the last release is accounted for."""

from collections.abc import Iterator
from pathlib import Path

from assessment.instrument.check.frame import version_parts
from assessment.instrument.check.place import Place, frame_place, item_places
from assessment.instrument.digest import digest, from_json
from assessment.instrument.loaded import LINEAGE, Loaded
from assessment.instrument.model import Instrument
from assessment.instrument.problems import InstrumentError, Problem, both

RESTORE = both(
    "请取回发布时的文件；要改请提高版本。", "Restore the released file; a change needs a new version."
)


def release_faults(loaded: Loaded) -> Iterator[Problem]:
    """Check each release against its digest and the bank of the same version, then the lineage."""
    releases: list[Instrument] = []
    for path in sorted((loaded.folder / "releases").glob("*.json")):
        try:
            released = from_json(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError):
            what = both("读不出来。", "It cannot be read.")
            yield Problem(str(path), None, "error", what, RESTORE)
            continue
        except InstrumentError as trouble:
            yield Problem(str(path), None, "error", trouble.problems[0].what, trouble.problems[0].fix)
            continue
        releases.append(released)
        if released.version != path.stem:
            what = both(f"里面是版本 {released.version}。", f"It holds version {released.version}.")
            yield Problem(str(path), None, "error", what, both("请改文件名。", "Rename the file."))
        yield from same_version(loaded, released, path)
    numbered = {version_parts(release.version) or (0, 0, 0): release for release in releases}
    if numbered:
        yield from lineage_gaps(loaded, numbered[max(numbered)])
    yield from lineage_slips(loaded)


def same_version(loaded: Loaded, released: Instrument, path: Path) -> Iterator[Problem]:
    """Report a bank that was changed without a new version."""
    current = loaded.instrument
    if current is not None and current.version == released.version and digest(current) != digest(released):
        fix = both("请提高 version，或撤回改动。", "Raise the version, or undo the change.")
        yield frame_place(loaded, "version").error(
            f"版本 {released.version} 已经发布（{path.name}），内容却变了。",
            f"Version {released.version} is released ({path.name}), but the bank has changed.",
            fix,
        )


def lineage_gaps(loaded: Loaded, newest: Instrument) -> Iterator[Problem]:
    """Report ids of the newest release that vanished without a word."""
    if not loaded.dimensions_whole:
        return
    present = {item.id for item, _ in item_places(loaded)}
    told = {
        old
        for entry in loaded.lineage
        if entry.from_ == newest.version
        for old in (*entry.renamed, *entry.dropped)
    }
    for item in newest.items():
        if item.id not in present and item.id not in told:
            place = Place(loaded, LINEAGE, (), both(item.id, item.id))
            fix = both(
                "请在 lineage.yaml 写 renamed 或 dropped，或把题目留下并标为 retired。",
                "Write renamed or dropped in lineage.yaml, or keep the item as retired.",
            )
            yield place.error(
                f"版本 {newest.version} 有这道题，现在不见了。",
                f"Version {newest.version} has this item, now it is gone.",
                fix,
            )


def lineage_slips(loaded: Loaded) -> Iterator[Problem]:
    """Report entries towards the current version whose new ids do not exist."""
    present = {item.id for item, _ in item_places(loaded)}
    for rank, entry in enumerate(loaded.lineage):
        place = Place(
            loaded, LINEAGE, (rank,), both(f"{entry.from_} → {entry.to}", f"{entry.from_} to {entry.to}")
        )
        for key, version in (("from", entry.from_), ("to", entry.to)):
            if version_parts(version) is None:
                fix = both('请写成三段，如 "1.0.0"。', 'Write three numbers, such as "1.0.0".')
                yield place.under(key).error(f"{key} 写的是“{version}”。", f"{key} is '{version}'.", fix)
        if entry.to != loaded.draft.version or not loaded.dimensions_whole:
            continue
        for old, new in entry.renamed.items():
            if new not in present:
                fix = both("请写现有的题目。", "Name an item that exists.")
                yield place.under("renamed", old).error(
                    f"没有题目“{new}”。", f"There is no item '{new}'.", fix
                )
