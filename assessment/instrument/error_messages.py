"""Say a pydantic error in an author's words."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from assessment.instrument.problems import Words, both, suggestion
from assessment.instrument.yaml_tree import Key, Location, Node

KINDS = {
    "string_type": ("文字", "a text"),
    "int_type": ("整数", "a whole number"),
    "int_from_float": ("整数", "a whole number"),
    "float_type": ("数字", "a number"),
    "bool_type": ("true 或 false", "true or false"),
    "list_type": ("列表", "a list"),
    "dict_type": ("键和值", "keys with values"),
    "model_type": ("键和值", "keys with values"),
    "model_attributes_type": ("键和值", "keys with values"),
    "date_type": ("日期，如 2027-06-30", "a date such as 2027-06-30"),
    "date_parsing": ("日期，如 2027-06-30", "a date such as 2027-06-30"),
    "date_from_datetime_parsing": ("日期，如 2027-06-30", "a date such as 2027-06-30"),
    "datetime_type": ("时间，如 2027-06-30T08:00:00Z", "a time such as 2027-06-30T08:00:00Z"),
    "datetime_parsing": ("时间，如 2027-06-30T08:00:00Z", "a time such as 2027-06-30T08:00:00Z"),
    "datetime_from_date_parsing": ("时间，如 2027-06-30T08:00:00Z", "a time such as 2027-06-30T08:00:00Z"),
    "enum": ("规定的词", "one of the fixed words"),
    "literal_error": ("规定的词", "one of the fixed words"),
}
LIMITS = {
    "greater_than_equal": ("ge", "不能小于 {}", "at least {}"),
    "greater_than": ("gt", "必须大于 {}", "more than {}"),
    "less_than_equal": ("le", "不能大于 {}", "at most {}"),
    "less_than": ("lt", "必须小于 {}", "less than {}"),
}
ITEM_KINDS = ("anchored", "checklist", "grid", "metric")


def explain(error: ErrorDetails, at: Location, node: Node) -> tuple[Words, Words]:
    """Say what is wrong and what to do.

    Args:
        error: one of pydantic's errors.
        at: where it is in the file, without pydantic's own additions.
        node: the root of the file.
    """
    about = subject(node, at)
    what, fix = error_message(error, at, node)
    if not about["en"] or not at or at[-1] in {"id", "stage"}:
        return what, fix
    return both(f"{about['zh']}：{what['zh']}", f"{about['en']}: {what['en']}"), fix


def error_message(error: ErrorDetails, at: Location, node: Node) -> tuple[Words, Words]:
    """Say the error without its subject."""
    kind, key = error["type"], at[-1] if at else ""
    if kind == "missing":
        name = error["loc"][-1]
        return both(f"缺少“{name}”。", f"'{name}' is missing."), both("请补上。", "Add it.")
    if kind == "extra_forbidden":
        known = known_keys(node, at)
        return both(f"没有“{key}”这个键。", f"'{key}' is not a known key."), suggestion(key, known)
    if kind.startswith("union_tag"):
        return both("“kind”不对或缺少。", "'kind' is missing or not a known kind."), choose(ITEM_KINDS)
    if kind == "string_type" or error["input"] is None:
        return not_a_text(key, error["input"])
    if kind == "string_pattern_mismatch":
        return bad_name(error["input"])
    return wrong_value(error, key)


def wrong_value(error: ErrorDetails, key: Key) -> tuple[Words, Words]:
    """Say what is wrong with a value: its type, its size, or a word that is not one of the fixed ones."""
    kind, given, limits = error["type"], error["input"], error.get("ctx", {})
    if kind == "value_error":
        return refused(str(limits.get("error", error["msg"])))
    if kind in LIMITS:
        name, zh, en = LIMITS[kind]
        limit = limits.get(name, "")
        what = both(f"“{key}”是 {given}。", f"'{key}' is {given}.")
        return what, both(f"{zh.format(limit)}。", f"It must be {en.format(limit)}.")
    if kind in {"enum", "literal_error"}:
        return both(f"“{key}”不能是“{given}”。", f"'{key}' cannot be '{given}'."), expected(limits)
    if kind in KINDS:
        zh, en = KINDS[kind]
        zh_name, en_name = ("文件", "This file") if key == "" else (f"“{key}”", f"'{key}'")
        what = both(f"{zh_name}是{described(given)['zh']}。", f"{en_name} is {described(given)['en']}.")
        return what, both(f"这里要写{zh}。", f"It must be {en}.")
    if kind in {"string_too_short", "too_short", "too_long"}:
        return both(f"“{key}”太短或太长。", f"'{key}' is too short or too long."), both(
            "请写完整；不需要的键请整行删掉。", "Write it in full; leave out a key you do not need."
        )
    return both(f"“{key}”写得不对（{error['msg']}）。", f"'{key}': {error['msg']}."), both(
        "请改正。", "Correct it."
    )


def not_a_text(key: object, given: object) -> tuple[Words, Words]:
    """Nothing at all, or a number, a date or a yes where a text is due: quotes are all that is missing."""
    quotes = both("请加上引号。", "Put it in quotes.")
    if isinstance(given, bool):
        return both(
            f"“{key}”读成了 {str(given).lower()}。", f"'{key}' was read as {str(given).lower()}."
        ), quotes
    if isinstance(given, int | float):
        return both(f"“{key}”读成了数字 {given}。", f"'{key}' was read as the number {given}."), quotes
    if isinstance(given, date):
        return both(f"“{key}”读成了日期 {given}。", f"'{key}' was read as the date {given}."), quotes
    if given is None:
        return both(f"“{key}”是空的。", f"'{key}' is empty."), both(
            "请写上内容；不需要的键请整行删掉。", "Write it, or leave the key out."
        )
    return both(f"“{key}”应该是一句文字。", f"'{key}' must be a text."), both(
        "有花括号或方括号的文字要加引号。", "A text with braces or brackets in it needs quotes."
    )


def described(given: object) -> Words:
    """Name what was given."""
    if given is None:
        return both("空的", "empty")
    if isinstance(given, dict):
        return both("一组键和值", "a set of keys")
    if isinstance(given, list):
        return both("一个列表", "a list")
    text = str(given).lower() if isinstance(given, bool) else str(given)
    return both(f"“{text}”", f"'{text}'")


def expected(limits: Mapping[str, object]) -> Words:
    """List the fixed words of a key, as pydantic knows them."""
    return choose([str(limits.get("expected", "")).replace("'", "").replace(" or ", ", ")])


def choose(names: Collection[str]) -> Words:
    """List what may be written."""
    listed = ", ".join(names)
    return both(f"可以写：{listed}。", f"It is one of: {listed}.")


def bad_name(given: object) -> tuple[Words, Words]:
    """An id or a key with signs that ids cannot have."""
    return both(f"“{given}”不能用作名称。", f"'{given}' cannot be an id."), both(
        "用小写英文字母、数字和下划线；题目写成 dimension.item。",
        "Use small letters, digits and underscores; an item is dimension.item.",
    )


REFUSALS = {
    "exactly one of item": "一条标准只能写 item、dimension、index、metric 中的一个",
    "exactly one of at_least": "一条标准只能写 at_least、at_most 中的一个",
    "may say at_most": "只有 metric 可以写 at_most",
    "may say when_unknown": "只有 metric 可以写 when_unknown",
    "a condition names one of": "一个条件只能写 item、metric、profile 中的一个",
    "a condition says one of": "一个条件只能写 at_least、at_most、ticked、not_ticked、is 中的一个",
    "only an item has ticks": "只有 item 可以写 ticked、not_ticked",
    "may say is or function": "只有 profile 可以写 is、function",
    "an answer is at most one": "一个答案只能有 point、ticks、absent 中的一个",
    "a metric is at most one": "一个指标只能有 number、peer、absent 中的一个",
    "evidence is exactly one": "一条证据只能是 text、link、file 中的一个",
    "one decimal": "分数线最多一位小数",
    "multiple of 0.5": "days 必须是 0.5 的倍数",
    "the freeze ends on": "腾不出手的最后一天早于第一天",
    "the event ends on": "活动的最后一天早于第一天",
}


def refused(message: str) -> tuple[Words, Words]:
    """Say what a validator of the models refused."""
    zh = next((zh for part, zh in REFUSALS.items() if part in message), message)
    return both(f"{zh}。", f"{message[:1].upper()}{message[1:]}."), both("请改正。", "Correct it.")


def subject(node: Node, at: Location) -> Words:
    """Name the nearest thing around a place: an item's id, a stage, a metric."""
    name, here = named(node, both("", "")), node
    for key in at:
        below = here.child(key)
        if below is None:
            break
        here = below
        name = named(here, name)
    return name


def named(node: Node, otherwise: Words) -> Words:
    """Name a thing by its id, a gate by its stage."""
    name, stage = node.child("id"), node.child("stage")
    if name is not None and isinstance(name.value, str):
        return both(name.value, name.value)
    if stage is not None and isinstance(stage.value, str):
        return both(f"阶段 {stage.value}", f"stage {stage.value}")
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
