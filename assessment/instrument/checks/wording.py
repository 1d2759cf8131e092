"""Wording as `wording.yaml` asks, and every text in every language of the instrument."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import chain, pairwise

from pydantic import BaseModel

from assessment.instrument.bank import HANDBOOK, INSTRUMENT, LoadedBank
from assessment.instrument.checks.place import (
    BankPlace,
    contradiction_places,
    derived_places,
    dimension_places,
    frame_place,
    gate_places,
    item_places,
    lineage_places,
    metric_places,
    part_places,
    profile_places,
)
from assessment.instrument.model import AnchoredItem, Status
from assessment.instrument.problems import Problem, suggestion
from assessment.instrument.text import LocalText
from assessment.instrument.yaml_tree import Key
from assessment.texts import Text


def forbidden_words(loaded: LoadedBank) -> Iterator[Problem]:
    """List words that the people who answer do not use."""
    patterns = {language: pattern_of(words) for language, words in loaded.wording.forbidden.items() if words}
    if not patterns:
        return
    for part, place in worded_parts(loaded):
        for at, text in texts_of(part):
            for language, pattern in patterns.items():
                wording = text.root.get(language, "")
                for phrase in loaded.wording.allowed.get(language, []):
                    wording = wording.replace(phrase, "")
                for word in dict.fromkeys(pattern.findall(wording)):
                    yield place.under(*at, language).error(
                        "checks.forbidden_word", "checks.fix.say_plainly", word=word
                    )


def pattern_of(words: list[str]) -> re.Pattern[str]:
    """Match any of the words: whole words where they are in Latin letters."""
    return re.compile(
        "|".join(
            rf"(?<![A-Za-z]){re.escape(word)}(?![A-Za-z])" if word.isascii() else re.escape(word)
            for word in sorted(words, key=len, reverse=True)
        ),
        re.IGNORECASE,
    )


def worded_parts(loaded: LoadedBank) -> Iterator[tuple[object, BankPlace]]:
    """Yield what merchants read: not the rationale of items, which is for reviewers."""
    for dimension, place in dimension_places(loaded):
        yield dimension.name, place.under("name")
        yield dimension.measures, place.under("measures")
    for item, place in item_places(loaded):
        if item.status is not Status.RETIRED:
            shown = {key: getattr(item, key) for key in type(item).model_fields if key != "rationale"}
            yield shown, place
    yield from worded_places(loaded)


def anchor_wording(loaded: LoadedBank) -> Iterator[Problem]:
    """List anchors that are too short, too long, or hardly differ from the one below."""
    for item, place in item_places(loaded):
        if not isinstance(item, AnchoredItem) or item.status is Status.RETIRED:
            continue
        for language, style in loaded.wording.anchors.items():
            spoken = {point: text.root.get(language, "") for point, text in sorted(item.anchors.items())}
            for point, text in spoken.items():
                where = place.under("anchors", point, language)
                if text and not style.shortest <= len(text) <= style.longest:
                    yield where.warning(
                        "checks.anchor_length",
                        "checks.fix.length",
                        point=point,
                        count=len(text),
                        shortest=style.shortest,
                        longest=style.longest,
                    )
            for lower, upper in pairwise(spoken):
                alike = SequenceMatcher(None, spoken[lower], spoken[upper], autojunk=False).ratio()
                if spoken[upper] and alike > style.most_alike:
                    yield place.under("anchors", upper, language).warning(
                        "checks.anchors_alike", "checks.fix.say_what_differs", upper=upper, lower=lower
                    )


NAMES = {"zh": Text("checks.noun.chinese"), "en": Text("checks.noun.english")}


def worded_places(loaded: LoadedBank) -> Iterator[tuple[object, BankPlace]]:
    """Yield what is worded besides dimensions and items, with its place."""
    for places in (
        gate_places,
        metric_places,
        profile_places,
        contradiction_places,
        derived_places,
        lineage_places,
    ):
        yield from places(loaded)


def texts_of(part: object, at: tuple[Key, ...] = ()) -> Iterator[tuple[tuple[Key, ...], LocalText]]:
    """Yield every text inside a definition with its way there."""
    if isinstance(part, LocalText):
        yield at, part
    elif isinstance(part, BaseModel):
        for name, field in type(part).model_fields.items():
            yield from texts_of(getattr(part, name), (*at, field.alias or name))
    elif isinstance(part, dict):
        for key, value in part.items():
            yield from texts_of(value, (*at, key))
    elif isinstance(part, list):
        for rank, value in enumerate(part):
            yield from texts_of(value, (*at, rank))


def missing_languages(loaded: LoadedBank) -> Iterator[Problem]:
    """List texts that lack a language, and texts in a language the instrument does not have."""
    languages = loaded.draft.languages
    if not languages:
        return
    for part, place, complete in spoken_parts(loaded):
        for at, text in texts_of(part):
            yield from language_faults(text, place.under(*at), languages, complete=complete)


def spoken_parts(loaded: LoadedBank) -> Iterator[tuple[object, BankPlace, bool]]:
    """Yield each part of the bank that people read, and whether its texts must be complete."""
    draft = loaded.draft
    for key in ("name", "stages", "groups", "functions", "products"):
        if loaded.whole(INSTRUMENT):
            yield getattr(draft, key), frame_place(loaded, key), True
    for dimension, place in dimension_places(loaded):
        yield dimension.name, place.under("name"), True
        yield dimension.measures, place.under("measures"), True
    for item, place in item_places(loaded):
        yield item, place, item.status is Status.ACTIVE
    for part, place in chain(worded_places(loaded), part_places(loaded)):
        yield part, place, True
    for rank, concept in enumerate(loaded.handbook):
        yield concept, BankPlace(loaded, HANDBOOK, (rank,), concept.id), True


def language_faults(
    text: LocalText, place: BankPlace, languages: list[str], *, complete: bool
) -> Iterator[Problem]:
    """Check one text."""
    keys = [key for key in place.at if isinstance(key, str) and key not in {"text", "items"}]
    name = str(keys[-1]) if keys else "text"
    points = [key for key in place.at if isinstance(key, int)]
    if name in {"anchors", "steps"} and points:
        name = f"{name} {points[-1]}"
    for language in text.languages:
        if language not in languages:
            yield place.under(language).error(
                "checks.unknown_key", suggestion(language, languages), name=name, language=language
            )
    for language in languages if complete else []:
        if not text.root.get(language, "").strip():
            spoken = NAMES.get(language, language)
            yield place.error("checks.has_no_text", "checks.fix.every_language", name=name, spoken=spoken)
