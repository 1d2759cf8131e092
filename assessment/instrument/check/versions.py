"""The number of a version says how far rounds before and after it can be compared.

Patch: words of the same meaning; no score moves. Minor: items, weights or
cuts changed, and the lineage leads from every item that was asked to the
same one, a rescaled one, or a reason why it went, so that older rounds can be
scored again. Major: for some item it does not.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

from assessment.instrument.check.lineage import newest_first
from assessment.instrument.check.place import frame_place
from assessment.instrument.check.sound import unsound
from assessment.instrument.digest import content
from assessment.instrument.lineage import ASKED, trace
from assessment.instrument.loaded import LINEAGE, Loaded
from assessment.instrument.model import Instrument
from assessment.instrument.problems import Problem, both
from assessment.instrument.shapes import Lineage
from assessment.instrument.version import version_parts

Step = Literal["none", "patch", "minor", "major"]
STEPS: tuple[Step, ...] = ("none", "patch", "minor", "major")

REMARKS = frozenset(
    {"version", "since", "rationale", "sources", "source", "confidence", "as_of", "review_by", "concepts"}
)
"""Keys that reviewers read; nothing is scored by them."""


def too_small_a_step(loaded: Loaded, releases: Mapping[str, Instrument]) -> Iterator[Problem]:
    """Report a version raised by less than what was changed since the newest release asks for."""
    current = loaded.instrument
    if current is None or not releases or not loaded.whole(LINEAGE) or any(unsound(loaded)):
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
    bones = [bare(content(each), each.languages) for each in (older, newer)]
    if bones[0] != bones[1]:
        return "minor", different(*bones)
    return ("none" if content(older) == content(newer) else "patch"), []


def bare(part: Any, languages: list[str]) -> Any:
    """Leave out words and remarks: what is left decides what is asked, scored and planned."""
    if isinstance(part, dict):
        if part and set(part) <= set(languages):
            return None
        return {key: bare(value, languages) for key, value in part.items() if key not in REMARKS}
    if isinstance(part, list):
        return [bare(value, languages) for value in part]
    return part


def different(older: dict[str, Any], newer: dict[str, Any]) -> list[str]:
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
