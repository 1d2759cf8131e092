"""The lineage leads from every released item to the present bank, or says why not."""

from collections import Counter
from collections.abc import Iterator, Mapping

from assessment.instrument.check.place import Place, item_places, lineage_places
from assessment.instrument.lineage import ASKED, followed
from assessment.instrument.loaded import LINEAGE, Loaded
from assessment.instrument.model import Instrument, Item
from assessment.instrument.problems import Problem, both
from assessment.instrument.shapes import Lineage
from assessment.instrument.version import version_parts

Releases = Mapping[str, Instrument]


def newest_first(releases: Releases) -> list[Instrument]:
    """Return the released versions, the newest first."""
    return sorted(releases.values(), key=lambda one: version_parts(one.version) or (0, 0, 0), reverse=True)


def lineage_gaps(loaded: Loaded, releases: Releases) -> Iterator[Problem]:
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


def lineage_slips(loaded: Loaded, releases: Releases) -> Iterator[Problem]:
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


def version_slips(loaded: Loaded, releases: Releases, entry: Lineage, place: Place) -> Iterator[Problem]:
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
