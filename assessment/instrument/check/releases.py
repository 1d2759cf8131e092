"""What was released never changes: every file is as `release` wrote it, and so is the bank of its version."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from assessment.instrument.check.lineage import lineage_gaps, lineage_slips
from assessment.instrument.check.place import Place, frame_place
from assessment.instrument.check.versions import too_small_a_step
from assessment.instrument.digest import digest, fingerprint, from_json, index_line
from assessment.instrument.loaded import RELEASES, Loaded
from assessment.instrument.model import Instrument
from assessment.instrument.problems import InstrumentError, Problem, both
from assessment.instrument.version import version_parts

RESTORE = both(
    "请取回发布时的文件；要改请提高版本。", "Restore the released file; a change needs a new version."
)


def release_faults(loaded: Loaded) -> Iterator[Problem]:
    """Check each release against what was written down of it, then the way from it to the present bank."""
    releases: dict[str, Instrument] = {}
    paths = {path.stem: path for path in sorted((loaded.folder / "releases").glob("*.json"))}
    recorded = {entry.version: entry.sha256 for entry in loaded.released}
    for path in paths.values():
        released, troubles = opened(path, recorded)
        if loaded.whole(RELEASES) or released is None:
            yield from troubles
        if released is not None:
            releases[released.version] = released
            yield from same_version(loaded, released, path)
    yield from missing_files(loaded, paths)
    yield from lineage_slips(loaded, releases)
    yield from lineage_gaps(loaded, releases)
    yield from too_small_a_step(loaded, releases)


def opened(path: Path, recorded: Mapping[str, str]) -> tuple[Instrument | None, list[Problem]]:
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


def missing_files(loaded: Loaded, paths: Mapping[str, Path]) -> Iterator[Problem]:
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
