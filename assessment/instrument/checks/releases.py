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
from assessment.instrument.checks.place import Place, frame_place, item_places, lineage_places
from assessment.instrument.file_schemas import Lineage
from assessment.instrument.lineage import ASKED, followed, trace
from assessment.instrument.model import Instrument, Item
from assessment.instrument.problems import InstrumentError, Problem, both
from assessment.instrument.releases import content, digest, fingerprint, from_json, index_line, version_parts

RESTORE = both(
    "请取回发布时的文件；要改请提高版本。", "Restore the released file; a change needs a new version."
)


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
        return None, [Problem(name, None, "error", both("读不出来。", "It cannot be read."), RESTORE)]
    known = recorded.get(path.stem)
    if known is not None and fingerprint(text) != known:
        what = both(
            f"发布以后被改过，和 {RELEASES} 里记的对不上。",
            f"It was changed after its release: it does not match {RELEASES}.",
        )
        return None, [Problem(name, 1, "error", what, RESTORE)]
    try:
        released = from_json(text)
    except InstrumentError as trouble:
        first = trouble.problems[0]
        return None, [Problem(name, 1, "error", first.what, first.fix)]
    if released.version != path.stem:
        what = both(f"里面是版本 {released.version}。", f"It holds version {released.version}.")
        return None, [Problem(name, 1, "error", what, both("请改文件名。", "Rename the file."))]
    if known is None:
        what = both(f"{RELEASES} 里没有它。", f"It is not in {RELEASES}.")
        line = index_line(released.version, text)
        fix = both(f"确实发布过的，请加一行：{line}", f"If it was released, add the line: {line}")
        return released, [Problem(name, 1, "error", what, fix)]
    return released, []


def missing_files(loaded: LoadedBank, paths: Mapping[str, Path]) -> Iterator[Problem]:
    """Report versions that were written down but are not there, or stand there twice."""
    seen: set[str] = set()
    for rank, entry in enumerate(loaded.released):
        place = Place(loaded, RELEASES, (rank,), both(entry.version, entry.version))
        if entry.version in seen:
            fix = both("请只留发布时写的那一行。", "Keep only the line written at its release.")
            yield place.error("出现了两次。", "It stands here twice.", fix)
        elif version_parts(entry.version) is None:
            fix = both('请写成三段，如 "1.0.0"。', 'Write three numbers, such as "1.0.0".')
            yield place.under("version").error("不是版本号。", "It is not a version.", fix)
        elif entry.version not in paths:
            yield place.error(
                f"发布过，releases/{entry.version}.json 却不见了。",
                f"It was released, but releases/{entry.version}.json is gone.",
                both(
                    "请取回发布时的文件，旧的评估要靠它打开。",
                    "Restore the released file; old assessments need it.",
                ),
            )
        seen.add(entry.version)


def same_version(loaded: LoadedBank, released: Instrument, path: Path) -> Iterator[Problem]:
    """Report a bank that was changed without a new version."""
    current = loaded.instrument
    if current is not None and current.version == released.version and digest(current) != digest(released):
        fix = both("请提高 version，或撤回改动。", "Raise the version, or undo the change.")
        yield frame_place(loaded, "version").error(
            f"版本 {released.version} 已经发布（{path.name}），内容却变了。",
            f"Version {released.version} is released ({path.name}), but the bank has changed.",
            fix,
        )


ReleasedVersions = Mapping[str, Instrument]


def newest_first(releases: ReleasedVersions) -> list[Instrument]:
    """Return the released versions, the newest first."""
    return sorted(releases.values(), key=lambda one: version_parts(one.version) or (0, 0, 0), reverse=True)


def lineage_gaps(loaded: LoadedBank, releases: ReleasedVersions) -> Iterator[Problem]:
    """Report items of any release that are asked no more without a word."""
    if not loaded.dimensions_whole or not loaded.whole(LINEAGE):
        return
    present = {item.id: item for item, _ in item_places(loaded)}
    told: set[str] = set()
    for release in newest_first(releases):
        asked = {item.id for item in release.items() if item.status in ASKED}
        for trail in followed(release, loaded.draft.version, loaded.lineage):
            if trail.now != trail.start or trail.start in told:
                # Dropped with a reason, or renamed: that line is checked, and the release with the new id.
                continue
            item = present.get(trail.now)
            place = Place(loaded, LINEAGE, (), both(trail.start, trail.start))
            if item is None:
                told.add(trail.start)
                yield place.error(
                    f"版本 {release.version} 有这道题，现在不见了。",
                    f"Version {release.version} has this item, now it is gone.",
                    both(
                        "请在 lineage.yaml 写 renamed 或 dropped；停用的题也把原文留下，标为 retired。",
                        "Write renamed or dropped in lineage.yaml; a retired item keeps its text.",
                    ),
                )
            elif item.status not in ASKED and trail.start in asked:
                told.add(trail.start)
                yield place.error(
                    f"版本 {release.version} 还在问这道题，现在不问了，没有写原因。",
                    f"Version {release.version} asks this item, now it is not asked, and nothing says why.",
                    both("请写进 lineage.yaml 的 dropped。", "Write it under dropped in lineage.yaml."),
                )


def lineage_slips(loaded: LoadedBank, releases: ReleasedVersions) -> Iterator[Problem]:
    """Report lines of the lineage that lead from or to nowhere, or contradict themselves."""
    pairs = Counter((entry.from_, entry.to) for entry in loaded.lineage)
    for entry, place in lineage_places(loaded):
        slips = list(version_slips(loaded, releases, entry, place))
        yield from slips
        if pairs[entry.from_, entry.to] > 1:
            fix = both("请合成一条。", "Make one of them.")
            yield place.error(
                "这两个版本之间写了不止一条。", "There is more than one line for these two.", fix
            )
        older, newer = releases.get(entry.from_), releases.get(entry.to)
        if newer is None and entry.to == loaded.draft.version and loaded.dimensions_whole:
            newer = loaded.draft
        if not slips and older is not None and newer is not None:
            yield from item_slips(older, newer, entry, place)
            yield from collisions(older, entry, place)
            yield from map_slips(older, newer, entry, place)


def version_slips(
    loaded: LoadedBank, releases: ReleasedVersions, entry: Lineage, place: Place
) -> Iterator[Problem]:
    """Check that a line leads from a released version to a newer one that is released, or is being made."""
    parts = {key: version_parts(version) for key, version in (("from", entry.from_), ("to", entry.to))}
    for key, version in (("from", entry.from_), ("to", entry.to)):
        if parts[key] is None:
            fix = both('请写成三段，如 "1.0.0"。', 'Write three numbers, such as "1.0.0".')
            yield place.under(key).error(f"{key} 写的是“{version}”。", f"{key} is '{version}'.", fix)
        elif version not in releases and (key == "from" or version != loaded.draft.version):
            known = ", ".join(one.version for one in newest_first(releases)) or "-"
            yield place.under(key).error(
                f"版本 {version} 没有发布过。",
                f"Version {version} is not released.",
                both(f"发布过的有：{known}。", f"Released: {known}."),
            )
    start, end = parts["from"], parts["to"]
    if start is not None and end is not None and start >= end:
        fix = both("from 写旧版本，to 写新版本。", "from is the older version, to the newer.")
        yield place.under("to").error("to 不比 from 新。", "to is not newer than from.", fix)


def item_slips(older: Instrument, newer: Instrument, entry: Lineage, place: Place) -> Iterator[Problem]:
    """Check that old ids are of the older version, and new ids of the newer one."""
    before = {item.id for item in older.items()}
    after: dict[str, Item] = {item.id: item for item in newer.items()}
    named = [("renamed", old) for old in entry.renamed] + [("dropped", old) for old in entry.dropped]
    named += [("rescaled", old) for old in entry.rescaled if old not in entry.renamed.values()]
    for key, old in named:
        if old not in before:
            yield place.under(key, old).error(
                f"版本 {entry.from_} 没有题目“{old}”。",
                f"Version {entry.from_} has no item '{old}'.",
                both("请核对名称。", "Check the id."),
            )
    for old, new in entry.renamed.items():
        if new not in after:
            fix = both("请写现有的题目。", "Name an item that exists.")
            yield place.under("renamed", old).error(f"没有题目“{new}”。", f"There is no item '{new}'.", fix)
    for old in entry.dropped:
        if old in after and after[old].status in ASKED and old not in entry.renamed.values():
            yield place.under("dropped", old).error(
                f"“{old}”说是不问了，版本 {entry.to} 里却还在问。",
                f"'{old}' is said to be dropped, but version {entry.to} asks it.",
                both("请标为 retired，或从 dropped 里拿掉。", "Make it retired, or take it out of dropped."),
            )
    for old in entry.rescaled:
        if old in entry.dropped:
            yield place.under("rescaled", old).error(
                f"“{old}”又换算又不问了。",
                f"'{old}' is rescaled and dropped at once.",
                both("只留一处。", "Keep one of them."),
            )


def collisions(older: Instrument, entry: Lineage, place: Place) -> Iterator[Problem]:
    """Check that no two items become one, and that none is renamed and dropped at once."""
    arrivals = Counter(entry.renamed.values())
    stay = {item.id for item in older.items()} - {*entry.renamed, *entry.dropped}
    for old, new in entry.renamed.items():
        where = place.under("renamed", old)
        if arrivals[new] > 1 or new in stay:
            yield where.error(
                f"不止一道题变成了“{new}”。",
                f"More than one item becomes '{new}'.",
                both(
                    "只能有一道；其余的请写进 dropped，说明并到了哪里。",
                    "Only one may; write the others under dropped and say where they went.",
                ),
            )
        if old in entry.dropped:
            yield where.error(
                f"“{old}”又改名又不问了。",
                f"'{old}' is renamed and dropped at once.",
                both("只留一处。", "Keep one of them."),
            )


def map_slips(older: Instrument, newer: Instrument, entry: Lineage, place: Place) -> Iterator[Problem]:
    """Check that a rescaled map takes every old point, and leads to points there are."""
    for old, points in entry.rescaled.items():
        where = place.under("rescaled", old)
        listed = (
            ("漏了等级", "leaves out point", sorted(set(older.scale) - set(points))),
            (
                "多了旧版没有的等级",
                "knows a point the older version has not:",
                sorted(set(points) - set(older.scale)),
            ),
            (
                "换成了新版没有的等级",
                "leads to a point there is not:",
                sorted(set(points.values()) - set(newer.scale)),
            ),
        )
        for zh, en, wrong in listed:
            if wrong:
                names = ", ".join(map(str, wrong))
                yield where.error(
                    f"“{old}”的换算{zh} {names}。",
                    f"The map of '{old}' {en} {names}.",
                    both(
                        "每个旧等级都要写换成几；说不准的写能保证的最低一档。",
                        "Say for every old point what it becomes; where unsure, the least it proves.",
                    ),
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
    named = "、".join(because), ", ".join(because)
    if needed == "major":
        fix = both(
            f"请在 lineage.yaml 的 rescaled 里写清旧答案怎么换算，或把 version 提到 {least}。",
            f"Say under rescaled in lineage.yaml what old answers become, or raise the version to {least}.",
        )
        what = both(f"旧答案接不上的题：{named[0]}。", f"Old answers say nothing about {named[1]}.")
    else:
        fix = both(f"请把 version 提到 {least}。", f"Raise the version to {least}.")
        what = both(
            f"比 {newest.version} 改的不只是文字：{named[0]}。",
            f"More than words changed since {newest.version}: {named[1]}.",
        )
    yield frame_place(loaded, "version").error(what["zh"], what["en"], fix)


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
