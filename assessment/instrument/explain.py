"""Say a pydantic error in an author's words."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from pydantic_core import ErrorDetails

from assessment.instrument.model import Definition
from assessment.instrument.nodes import Location, Node
from assessment.instrument.problems import Words, both, suggestion

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
    "enum": ("规定的词", "one of the fixed words"),
    "literal_error": ("规定的词", "one of the fixed words"),
}
LIMITS = {
    "greater_than_equal": ("ge", "不能小于 {}", "at least {}"),
    "greater_than": ("gt", "必须大于 {}", "more than {}"),
    "less_than_equal": ("le", "不能大于 {}", "at most {}"),
    "less_than": ("lt", "必须小于 {}", "less than {}"),
}
CHOICES = {
    "status": ["draft", "trial", "active", "retired"],
    "kind": ["anchored", "checklist", "grid", "metric"],
}


def explain(error: ErrorDetails, at: Location, node: Node) -> tuple[Words, Words]:
    """Say what is wrong and what to do.

    Args:
        error: one of pydantic's errors.
        at: where it is in the file, without pydantic's own additions.
        node: the root of the file.
    """
    about = subject(node, at)
    what, fix = words(error, at, node)
    if not about:
        return what, fix
    return both(f"{about}：{what['zh']}", f"{about}: {what['en']}"), fix


def words(error: ErrorDetails, at: Location, node: Node) -> tuple[Words, Words]:
    """Say the error without its subject."""
    key, kind, given = at[-1] if at else "", error["type"], error["input"]
    limits = error.get("ctx", {})
    if kind == "missing":
        key = error["loc"][-1]
        return both(f"缺少“{key}”。", f"'{key}' is missing."), both("请补上。", "Add it.")
    if kind == "extra_forbidden":
        return both(f"没有“{key}”这个键。", f"'{key}' is not a known key."), suggestion(
            key, known_keys(node, at)
        )
    if kind == "string_type":
        return not_a_text(key, given)
    if kind in LIMITS:
        name, zh, en = LIMITS[kind]
        limit = limits.get(name, "")
        return both(f"“{key}”是 {given}。", f"'{key}' is {given}."), both(
            f"{zh.format(limit)}。", f"It must be {en.format(limit)}."
        )
    if kind.startswith("union_tag"):
        return both("“kind”不对或缺少。", "'kind' is missing or not a known kind."), choose(CHOICES["kind"])
    if kind in {"enum", "literal_error"}:
        return both(f"“{key}”不能是“{given}”。", f"'{key}' cannot be '{given}'."), expected(key, limits)
    if kind == "string_pattern_mismatch":
        return bad_name(given)
    if kind == "value_error":
        return refused(str(limits.get("error", error["msg"])))
    if kind in KINDS:
        zh, en = KINDS[kind]
        return both(f"“{key}”是{said(given)['zh']}。", f"'{key}' is {said(given)['en']}."), both(
            f"这里要写{zh}。", f"It must be {en}."
        )
    if kind in {"string_too_short", "too_short", "too_long"}:
        return both(f"“{key}”太短或太长。", f"'{key}' is too short or too long."), both(
            "请写完整；不需要的键请整行删掉。", "Write it in full; leave out a key you do not need."
        )
    return both(f"“{key}”写得不对（{error['msg']}）。", f"'{key}': {error['msg']}."), both(
        "请改正。", "Correct it."
    )


def not_a_text(key: object, given: object) -> tuple[Words, Words]:
    """A number, a date or a yes where a text is due: quotes are all that is missing."""
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


def said(given: object) -> Words:
    """Name what was given."""
    if given is None:
        return both("空的", "empty")
    if isinstance(given, dict):
        return both("一组键和值", "a set of keys")
    if isinstance(given, list):
        return both("一个列表", "a list")
    text = str(given).lower() if isinstance(given, bool) else str(given)
    return both(f"“{text}”", f"'{text}'")


def expected(key: object, limits: Mapping[str, object]) -> Words:
    """List the fixed words of a key."""
    if str(key) in CHOICES:
        return choose(CHOICES[str(key)])
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
    "one decimal": "分数线最多一位小数",
    "multiple of 0.5": "days 必须是 0.5 的倍数",
}


def refused(message: str) -> tuple[Words, Words]:
    """Say what a validator of the models refused."""
    zh = next((zh for part, zh in REFUSALS.items() if part in message), message)
    return both(f"{zh}。", f"{message[:1].upper()}{message[1:]}."), both("请改正。", "Correct it.")


def subject(node: Node, at: Location) -> str:
    """Name the nearest thing around a place: an item's id, a stage, a metric."""
    name = ""
    here: Node | None = node
    for key in ("", *at):
        here = node if key == "" else (here.child(key) if here is not None else None)
        if here is None:
            break
        for mark in ("id", "stage"):
            child = here.child(mark) if isinstance(here.value, dict) else None
            if child is not None and isinstance(child.value, str):
                name = child.value
    return name


def known_keys(node: Node, at: Location) -> list[str]:
    """Return the keys of the definition that the mapping around a place most looks like."""
    here: Node | None = node
    for key in at[:-1]:
        here = here.child(key) if here is not None else None
    present = set(here.value) if here is not None and isinstance(here.value, dict) else set()
    return max((keys_of(kind) for kind in definitions(Definition)), key=lambda keys: len(present & set(keys)))


def definitions(base: type[Definition]) -> Iterator[type[Definition]]:
    """Yield every kind of definition."""
    for kind in base.__subclasses__():
        yield kind
        yield from definitions(kind)


def keys_of(kind: type[Definition]) -> list[str]:
    """Return the keys of a definition as authors write them."""
    return [field.alias or name for name, field in kind.model_fields.items()]
