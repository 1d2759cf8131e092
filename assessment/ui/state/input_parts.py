"""What the inputs of a page hold for what is stored, and the other way round. Pure.

A place is an item, `metric:<id>`, `profile` or `private:<item>`; a part is
one input of it. An input holds a text, or the places of the chosen options
in their list.
"""

from collections.abc import Mapping
from math import isfinite
from typing import Any
from zlib import crc32

from assessment.instrument.model import ChecklistItem, GridItem, Instrument, Item, ProfileQuestion
from assessment.responses import Absent, Answer, MetricValue
from assessment.spreadsheets.values import whole_number
from assessment.texts import LANGUAGES
from assessment.ui.state.answering import (
    choice_of,
    choices,
    evidence_text,
    number_choices,
    number_text,
    typed_evidence,
    typed_note,
    with_choice,
    with_ticks,
)

Held = str | list[int]
"""What an input holds: a text, or the places of the chosen options."""
NOTE, EVIDENCE, REASON, CHOICE = "n", "e", "r", "v"
"""Parts of an answer; further `c.<option>` and `g.<row>`."""
NUMBER, OTHERWISE = "m", "p"
"""Parts of a number: as typed, or why there is none."""


def whole(text: str) -> str:
    """Return a text with a sign in the place of each half of a character, which no page can be sent."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def fingerprint(held: Held) -> str:
    """Return a short sign that two inputs hold the same, as `browser_copy.js` makes it.

    Texts go into no markup, so the page compares signs instead.
    """
    text = held.strip() if isinstance(held, str) else ",".join(str(place) for place in held)
    data = whole(text).encode("utf-8")
    return f"{len(data)}-{crc32(data):x}" if data else ""


# What is stored, as the inputs would hold it


def answer_parts(item: Item, answer: Answer | None) -> dict[str, Held]:
    """Return what the inputs of a question hold for an answer."""
    options, choice = choices(item, sorted(getattr(item, "anchors", ()))), choice_of(answer)
    is_reasoned = answer is not None and answer.absent is Absent.NOT_APPLICABLE
    ticks = (answer.ticks or []) if answer else []
    held: dict[str, Held] = {
        NOTE: (answer.note or "") if answer else "",
        EVIDENCE: evidence_text(answer),
        REASON: (answer.reason or "") if answer and is_reasoned else "",
        CHOICE: [options.index(choice)] if choice in options else [],
    }
    if isinstance(item, ChecklistItem):
        held |= {f"c.{option}": [0] if option in ticks else [] for option in item.options}
    elif isinstance(item, GridItem):
        for row in item.rows:
            held[f"g.{row}"] = [
                place for place, column in enumerate(item.columns) if f"{row}.{column}" in ticks
            ]
    return held


def with_part(item: Item, answer: Answer | None, part: str, held: Held) -> Answer | None:
    """Return the answer with one input as it was held; None where that changes or says nothing."""
    if isinstance(held, str):
        if part == REASON:
            stored = answer_parts(item, answer)[REASON]
            is_new = held.strip() not in ("", stored)
            return with_choice(answer, Absent.NOT_APPLICABLE.value, held.strip()) if is_new else None
        changed = {NOTE: typed_note, EVIDENCE: typed_evidence}.get(part)
        return changed(answer, held) if changed else None
    if answer_parts(item, answer).get(part) == held:
        return None
    if part == CHOICE:
        options = choices(item, sorted(getattr(item, "anchors", ())))
        if not held:
            return with_ticks(answer, [])
        chosen = options[held[0]] if held[0] < len(options) else Absent.NOT_APPLICABLE.value
        return None if chosen == Absent.NOT_APPLICABLE.value else with_choice(answer, chosen)
    return _with_ticks(item, answer, part, held)


def _with_ticks(item: Item, answer: Answer | None, part: str, held: list[int]) -> Answer | None:
    kind, _, name = part.partition(".")
    ticks = set((answer.ticks or []) if answer else [])
    if isinstance(item, ChecklistItem) and kind == "c" and name in item.options:
        ticks = ticks | {name} if held else ticks - {name}
    elif isinstance(item, GridItem) and kind == "g" and name in item.rows:
        ticks = {tick for tick in ticks if not tick.startswith(f"{name}.")}
        ticks |= {f"{name}.{column}" for place, column in enumerate(item.columns) if place in held}
    else:
        return None
    given = item.tick_ids
    return with_ticks(answer, [tick for tick in given if tick in ticks])


def number_parts(value: MetricValue, *, peer: bool) -> dict[str, Held]:
    """Return what the inputs of a number hold."""
    options = number_choices(peer=peer)
    chosen = value.peer or (value.absent.value if value.absent else None)
    return {
        NUMBER: number_text(value.number),
        OTHERWISE: [options.index(chosen)] if chosen in options else [],
    }


def profile_parts(instrument: Instrument, profile: Mapping[str, Any], lang: str) -> dict[str, Held]:
    """Return what the inputs of the profile hold; an option chosen from a list by its name."""
    held: dict[str, Held] = {}
    for question in instrument.profile:
        value, options = profile.get(question.id), list(question.options)
        match question.kind:
            case "choice":
                held[question.id] = question.options[value].in_(lang) if value in options else ""
            case "choices":
                held[question.id] = [options.index(one) for one in options if one in (value or [])]
            case "yes_no":
                held[question.id] = [] if value is None else [0 if value else 1]
            case "count":
                held[question.id] = "" if value is None else f"{value:d}"
            case _:
                people = value or {}
                for function in instrument.functions:
                    number = people.get(function.id)
                    held[f"{question.id}.{function.id}"] = "" if number is None else f"{number:g}"
    return held


def with_profile_part(
    question: ProfileQuestion, profile: Mapping[str, Any], function: str, held: Held
) -> dict[str, Any]:
    """Return the profile with one input as it was held.

    Args:
        question: the one that was asked.
        profile: the profile so far.
        function: where people are asked for by function, whose.
        held: by the input; the name of an option in any language.

    Raises:
        ValueError: it is no number of the kind, or no option: nobody's answer, and not one taken away either.
    """
    options = list(question.options)
    value: Any = None
    if isinstance(held, list) != (question.kind in {"yes_no", "choices"}):
        raise ValueError(held)
    if isinstance(held, list):
        if question.kind == "yes_no":
            value = held[0] == 0 if held else None
        else:
            value = [option for place, option in enumerate(options) if place in held] or None
    elif question.kind == "choice":
        names = {name: key for key, text in question.options.items() for name in map(text.in_, LANGUAGES)}
        if held and held not in names:
            raise ValueError(held)
        value = names.get(held)
    elif question.kind == "count":
        value = whole_number(held.strip())
        if value is None and held.strip():
            raise ValueError(held)
    else:
        people = {**(profile.get(question.id) or {})}
        people.pop(function, None)
        if held.strip():
            people[function] = _people(held)
        value = people or None
    new = {**profile, question.id: value}
    return {key: one for key, one in new.items() if one is not None}


def _people(held: str) -> float:
    people = float(held)
    if not isfinite(people):
        raise ValueError(held)
    return people
