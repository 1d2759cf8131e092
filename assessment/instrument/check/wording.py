"""The bank is worded as `wording.yaml` asks: no forbidden words, short anchors that differ."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import pairwise

from assessment.instrument.check.languages import texts_of
from assessment.instrument.check.place import (
    Place,
    contradiction_places,
    derived_places,
    dimension_places,
    gate_places,
    item_places,
    lineage_places,
    metric_places,
    profile_places,
)
from assessment.instrument.loaded import Loaded
from assessment.instrument.model import AnchoredItem, Status
from assessment.instrument.problems import Problem, both


def forbidden_words(loaded: Loaded) -> Iterator[Problem]:
    """List words that the people who answer do not use."""
    patterns = {language: pattern_of(words) for language, words in loaded.wording.forbidden.items() if words}
    if not patterns:
        return
    for part, place in worded_parts(loaded):
        for at, text in texts_of(part):
            for language, pattern in patterns.items():
                said = text.root.get(language, "")
                for phrase in loaded.wording.allowed.get(language, []):
                    said = said.replace(phrase, "")
                for word in dict.fromkeys(pattern.findall(said)):
                    fix = both("请换成大白话，见 wording.yaml。", "Say it plainly; see wording.yaml.")
                    yield place.under(*at, language).error(f"用了“{word}”。", f"It says '{word}'.", fix)


def pattern_of(words: list[str]) -> re.Pattern[str]:
    """Match any of the words: whole words where they are in Latin letters."""
    return re.compile(
        "|".join(
            rf"(?<![A-Za-z]){re.escape(word)}(?![A-Za-z])" if word.isascii() else re.escape(word)
            for word in sorted(words, key=len, reverse=True)
        ),
        re.IGNORECASE,
    )


def worded_parts(loaded: Loaded) -> Iterator[tuple[object, Place]]:
    """Yield what merchants read: not the rationale of items, which is for reviewers."""
    for dimension, place in dimension_places(loaded):
        yield dimension.name, place.under("name")
        yield dimension.measures, place.under("measures")
    for item, place in item_places(loaded):
        if item.status is not Status.RETIRED:
            shown = {key: getattr(item, key) for key in type(item).model_fields if key != "rationale"}
            yield shown, place
    for parts in (
        gate_places(loaded),
        metric_places(loaded),
        profile_places(loaded),
        contradiction_places(loaded),
        derived_places(loaded),
        lineage_places(loaded),
    ):
        yield from parts


def anchor_wording(loaded: Loaded) -> Iterator[Problem]:
    """List anchors that are too short, too long, or hardly differ from the one below."""
    for item, place in item_places(loaded):
        if not isinstance(item, AnchoredItem) or item.status is Status.RETIRED:
            continue
        for language, style in loaded.wording.anchors.items():
            spoken = {point: text.root.get(language, "") for point, text in sorted(item.anchors.items())}
            for point, text in spoken.items():
                where = place.under("anchors", point, language)
                if text and not style.shortest <= len(text) <= style.longest:
                    fix = both(
                        f"请写 {style.shortest} 到 {style.longest} 个字。",
                        f"Use {style.shortest} to {style.longest} characters.",
                    )
                    yield where.warning(
                        f"等级 {point} 有 {len(text)} 个字。",
                        f"Anchor {point} has {len(text)} characters.",
                        fix,
                    )
            for lower, upper in pairwise(spoken):
                alike = SequenceMatcher(None, spoken[lower], spoken[upper], autojunk=False).ratio()
                if spoken[upper] and alike > style.most_alike:
                    fix = both("请写出能看到的不同。", "Say what one can see to be different.")
                    yield place.under("anchors", upper, language).warning(
                        f"等级 {upper} 和等级 {lower} 几乎一样。",
                        f"Anchors {lower} and {upper} are nearly the same.",
                        fix,
                    )
