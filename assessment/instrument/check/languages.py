"""Every text exists in every language of the instrument, and in no other."""

from collections.abc import Iterator

from pydantic import BaseModel

from assessment.instrument.check.place import (
    Place,
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
from assessment.instrument.loaded import HANDBOOK, INSTRUMENT, Loaded
from assessment.instrument.model import Status
from assessment.instrument.nodes import Key
from assessment.instrument.problems import Problem, both, suggestion
from assessment.instrument.text import LocalText

NAMES = {"zh": ("中文", "Chinese"), "en": ("英文", "English")}


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


def missing_languages(loaded: Loaded) -> Iterator[Problem]:
    """List texts that lack a language, and texts in a language the instrument does not have."""
    languages = loaded.draft.languages
    if not languages:
        return
    for part, place, complete in spoken_parts(loaded):
        for at, text in texts_of(part):
            yield from language_faults(text, place.under(*at), languages, complete=complete)


def spoken_parts(loaded: Loaded) -> Iterator[tuple[object, Place, bool]]:
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
    for parts in (
        gate_places(loaded),
        metric_places(loaded),
        profile_places(loaded),
        contradiction_places(loaded),
        derived_places(loaded),
        lineage_places(loaded),
        part_places(loaded),
    ):
        for part, place in parts:
            yield part, place, True
    for rank, concept in enumerate(loaded.handbook):
        yield concept, Place(loaded, HANDBOOK, (rank,), both(concept.id, concept.id)), True


def language_faults(
    text: LocalText, place: Place, languages: list[str], *, complete: bool
) -> Iterator[Problem]:
    """Check one text."""
    keys = [key for key in place.at if isinstance(key, str) and key not in {"text", "items"}]
    name = str(keys[-1]) if keys else "text"
    points = [key for key in place.at if isinstance(key, int)]
    if name in {"anchors", "steps"} and points:
        name = f"{name} {points[-1]}"
    for language in text.languages:
        if language not in languages:
            hint = suggestion(language, languages)
            yield place.under(language).error(
                f"{name} 里没有“{language}”这个键。", f"'{language}' is not a known key of {name}.", hint
            )
    for language in languages if complete else []:
        if not text.root.get(language, "").strip():
            zh, en = NAMES.get(language, (language, language))
            fix = both(
                "在用的内容要写全每种语言。", "What is in use needs every language of instrument.yaml."
            )
            yield place.error(f"{name} 缺{zh}。", f"{name} has no {en} text.", fix)
