"""Say a pydantic error in an author's words."""

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from assessment.instrument.problems import suggestion
from assessment.instrument.yaml_tree import Key, Location, Node
from assessment.texts import Localized, Text

KINDS: Mapping[str, Localized] = {
    "string_type": Text("instrument.noun.text"),
    **dict.fromkeys(("int_type", "int_from_float"), Text("instrument.noun.whole_number")),
    "float_type": Text("instrument.noun.number"),
    "bool_type": Text("instrument.noun.true_or_false"),
    "list_type": Text("instrument.noun.list"),
    **dict.fromkeys(
        ("dict_type", "model_type", "model_attributes_type"), Text("instrument.noun.keys_with_values")
    ),
    **dict.fromkeys(
        ("date_type", "date_parsing", "date_from_datetime_parsing"),
        Text("instrument.noun.date_such_as"),
    ),
    **dict.fromkeys(
        ("datetime_type", "datetime_parsing", "datetime_from_date_parsing"),
        Text("instrument.noun.time_such_as_t_z"),
    ),
}
"""What a value must be, by pydantic's type of error."""

LIMITS = {
    "greater_than_equal": ("ge", "at_least"),
    "greater_than": ("gt", "more_than"),
    "less_than_equal": ("le", "at_most"),
    "less_than": ("lt", "less_than"),
}
"""The key of the limit in pydantic's context, and of the sentence that says it."""

ITEM_KINDS = ("anchored", "checklist", "grid", "metric")


def explain(error: ErrorDetails, at: Location, node: Node) -> tuple[Localized, Localized]:
    """Say what is wrong and what to do.

    Args:
        error: one of pydantic's errors.
        at: where it is in the file, without pydantic's own additions.
        node: the root of the file.
    """
    about = subject(node, at)
    what, fix = error_message(error, at, node)
    if about is None or not at or at[-1] in {"id", "stage"}:
        return what, fix
    return Text("instrument.about", about=about, what=what), fix


def error_message(error: ErrorDetails, at: Location, node: Node) -> tuple[Localized, Localized]:
    """Say the error without its subject."""
    kind, key = error["type"], at[-1] if at else ""
    if kind == "missing":
        name = error["loc"][-1]
        return Text("instrument.missing", name=name), Text("checks.fix.add")
    if kind == "extra_forbidden":
        known = known_keys(node, at)
        return Text("instrument.unknown_key", key=key), suggestion(key, known)
    if kind.startswith("union_tag"):
        return Text("instrument.fix.kind_missing_or_not_known_kind"), choose(ITEM_KINDS)
    if kind == "string_type" or error["input"] is None:
        return not_a_text(key, error["input"])
    if kind == "string_pattern_mismatch":
        return bad_name(error["input"])
    return wrong_value(error, key)


def wrong_value(error: ErrorDetails, key: Key) -> tuple[Localized, Localized]:
    """Say what is wrong with a value: its type, its size, or a word that is not one of the fixed ones."""
    kind, given, limits = error["type"], error["input"], error.get("ctx", {})
    if kind == "value_error":
        return refused(str(limits.get("error", error["msg"])))
    if kind in LIMITS:
        name, sentence = LIMITS[kind]
        what = Text("instrument.number_out_of_limit", key=key, given=given)
        return what, Text(f"instrument.limit.{sentence}", limit=limits.get(name, ""))
    if kind in {"enum", "literal_error"}:
        return Text("instrument.cannot_be", key=key, given=given), expected(limits)
    if kind in KINDS:
        subject = Text("instrument.noun.file") if key == "" else Text("instrument.noun.quoted", text=key)
        what = Text("instrument.wrong_kind", subject=subject, described=described(given))
        return what, Text("instrument.fix.must_be", kinds=KINDS[kind])
    if kind in {"string_too_short", "too_short", "too_long"}:
        return Text("instrument.wrong_length", key=key), Text("instrument.fix.write_in_full")
    return Text("instrument.invalid", key=key, error=error["msg"]), Text("instrument.fix.correct")


def not_a_text(key: Key, given: object) -> tuple[Localized, Localized]:
    """Nothing at all, or a number, a date or a yes where a text is due: quotes are all that is missing."""
    quotes = Text("instrument.fix.put_in_quotes")
    if isinstance(given, bool):
        return Text("instrument.read_as_yes_or_no", key=key, lower=str(given).lower()), quotes
    if isinstance(given, int | float):
        return Text("instrument.read_as_number", key=key, given=given), quotes
    if isinstance(given, date):
        return Text("instrument.read_as_date", key=key, given=given), quotes
    if given is None:
        return Text("instrument.empty", key=key), Text("instrument.fix.write_or_leave_out")
    return Text("instrument.must_be_text", key=key), Text("instrument.fix.quote_braces")


def described(given: object) -> Localized:
    """Name what was given."""
    if given is None:
        return Text("instrument.noun.nothing")
    if isinstance(given, dict):
        return Text("instrument.noun.set_of_keys")
    if isinstance(given, list):
        return Text("instrument.noun.one_list")
    text = str(given).lower() if isinstance(given, bool) else str(given)
    return Text("instrument.noun.quoted", text=text)


def expected(limits: Mapping[str, object]) -> Localized:
    """List the fixed words of a key, as pydantic knows them."""
    return choose([str(limits.get("expected", "")).replace("'", "").replace(" or ", ", ")])


def choose(names: Collection[str]) -> Localized:
    """List what may be written."""
    listed = ", ".join(names)
    return Text("instrument.fix.one_of", listed=listed)


def bad_name(given: object) -> tuple[Localized, Localized]:
    """An id or a key with signs that ids cannot have."""
    return Text("instrument.cannot_be_id", given=str(given)), Text("instrument.fix.write_id")


REFUSALS = {
    "a criterion names exactly one of item": "criterion_subject",
    "a criterion has exactly one of": "criterion_bound",
    "only a metric may say at_most": "at_most",
    "only a metric or an item may say when_unknown": "when_unknown",
    "an item may only say when_unknown": "when_unknown_item",
    "a profile question says is": "profile_is",
    "a condition names one of": "condition_subject",
    "a condition says one of": "condition_said",
    "only an item has ticks": "ticks",
    "only a profile question may say": "profile_only",
    "an answer is at most one of": "answer",
    "a metric is at most one of": "metric",
    "evidence is exactly one of": "evidence",
    "(?P<cut>.*) has more than one decimal": "decimals",
    "over is a number of days": "days_over",
    "days is (?P<days>.*), not a multiple of 0.5": "step_days",
    "the freeze ends on (?P<ends>.*), before it starts on (?P<starts>.*)": "freeze",
    "the event ends on (?P<ends>.*), before it starts on (?P<starts>.*)": "event",
}
"""What the validators of the models say, and the key of the sentence that says it to an author."""


def refused(message: str) -> tuple[Localized, Localized]:
    """Say what a validator of the models refused."""
    for pattern, key in REFUSALS.items():
        found = re.match(pattern, message)
        if found is not None:
            return Text(f"instrument.refused.{key}", **found.groupdict()), Text("instrument.fix.correct")
    return Text("instrument.refused.other", message=message[:1].upper() + message[1:]), Text(
        "instrument.fix.correct"
    )


def subject(node: Node, at: Location) -> Localized | str | None:
    """Name the nearest thing around a place: an item's id, a stage, a metric; None where there is none."""
    name, here = named(node, None), node
    for key in at:
        below = here.child(key)
        if below is None:
            break
        here = below
        name = named(here, name)
    return name


def named(node: Node, otherwise: Localized | str | None) -> Localized | str | None:
    """Name a thing by its id, a gate by its stage."""
    name, stage = node.child("id"), node.child("stage")
    if name is not None and isinstance(name.value, str):
        return name.value
    if stage is not None and isinstance(stage.value, str):
        return Text("checks.noun.stage_named", stage=stage.value)
    return otherwise


def known_keys(node: Node, at: Location) -> list[str]:
    """Return the keys of the model that the mapping around a place most looks like."""
    here: Node | None = node
    for key in at[:-1]:
        here = here.child(key) if here is not None else None
    present = set(here.value) if here is not None and isinstance(here.value, dict) else set()
    return max((keys_of(kind) for kind in models(BaseModel)), key=lambda keys: len(present & set(keys)))


def models(base: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """Yield every model of definitions and records that this program has."""
    for kind in base.__subclasses__():
        if kind.__module__.startswith("assessment."):
            yield kind
            yield from models(kind)


def keys_of(kind: type[BaseModel]) -> list[str]:
    """Return the keys of a model as authors write them."""
    return [field.alias or name for name, field in kind.model_fields.items()]
