"""What a comparison says in sentences, in both languages."""

from collections.abc import Iterable, Sequence

from assessment.instrument.model import Instrument
from assessment.instrument.text import LocalText


def noise_words(change: float, least: float, real: bool | None, *, whole: bool, still: bool) -> LocalText:  # noqa: FBT001
    """Say whether a change is more than noise.

    Args:
        change: in points, on what was answered both times.
        least: what it must pass to be real.
        real: whether it does; None where that cannot be said.
        whole: whether it is the index and not one dimension.
        still: whether no answer changed at all.
    """
    if real is None:
        return _text(
            "两次都答过的题太少，有没有变化说不准。",
            "Too little was answered both times to say whether anything changed.",
        )
    if still:
        return _text("两次都答过的题，答案没有变。", "What was answered both times was answered alike.")
    by = f"{least:.1f}"
    if not real:
        return _text(
            f"这点变化在自评误差之内（{by} 分以内都可能只是误差），先别当真。",
            f"Within what self-report errs by (up to {by} points): do not make much of it.",
        )
    if not whole:
        return _text(
            f"超过了这个维度的自评误差（{by} 分），值得看看。",
            f"Beyond what self-report errs by in this dimension ({by} points): worth a look.",
        )
    if change > 0:
        return _text(
            f"变化超过了自评误差（{by} 分），应该是真的进步了。",
            f"Beyond what self-report errs by ({by} points): a real improvement.",
        )
    return _text(
        f"变化超过了自评误差（{by} 分），应该是真的退步了。",
        f"Beyond what self-report errs by ({by} points): a real decline.",
    )


def other_instrument() -> LocalText:
    """Say that two rounds were taken with instruments of two kinds."""
    return _text("两次用的不是同一套题库，没法比。", "The two rounds are of different instruments.")


def no_way_between(older: str, newer: str) -> LocalText:
    """Say that no item of one version leads to the other."""
    return _text(
        f"题库版本 {older} 和 {newer} 没有一道题对得上，没法比。",
        f"No item of version {older} leads to version {newer}, so there is nothing to compare.",
    )


def why_comparable(
    versions: tuple[str, str], good: Sequence[LocalText], bad: Sequence[LocalText], *, modes_differ: bool
) -> LocalText:
    """Say how far two rounds can be compared, and why.

    Args:
        versions: of both instruments, the older first.
        good: the names of the dimensions that can be compared.
        bad: the names of those that cannot.
        modes_differ: whether one was the short questionnaire and one the full.
    """
    zh, en = _ground(versions, modes_differ=modes_differ)
    if not bad and good:
        return _text(f"{zh}，每个维度都可以比。", f"{en}; every dimension can be compared.")
    rule_zh = "两次都答过的同样的题不到六成"
    rule_en = "less than 60 % was answered both times, on the same items"
    if not good:
        return _text(f"{zh}，{rule_zh}，没法比。", f"{en}; {rule_en}: not comparable.")
    return _text(
        f"{zh}。可以比的：{named(good, 'zh')}；不能比的：{named(bad, 'zh')}（{rule_zh}）。",
        f"{en}. Can be compared: {named(good, 'en')}; cannot: {named(bad, 'en')} ({rule_en}).",
    )


def _ground(versions: tuple[str, str], *, modes_differ: bool) -> tuple[str, str]:
    older, newer = versions
    if older != newer:
        zh = f"题库从 {older} 换成了 {newer}，旧答案按新题重新算过"
        en = f"The questions went from {older} to {newer}; old answers were scored again by the new ones"
    else:
        zh, en = "两次用的是同一套题", "Both rounds used the same questions"
    if modes_differ:
        zh += "，但一次是快速评估，一次是完整评估"
        en += ", but one was the short questionnaire and one the full"
    return zh, en


def dimension_name(instruments: Iterable[Instrument], dimension_id: str) -> LocalText:
    """Return the name of a dimension, from the first instrument that has it."""
    for instrument in instruments:
        for dimension in instrument.dimensions:
            if dimension.id == dimension_id:
                return dimension.name
    return _text(dimension_id, dimension_id)


def named(names: Iterable[LocalText], language: str) -> str:
    """List names; a bank that lacks a language gives its own."""
    listed = [name.in_(language if language in name.root else next(name.languages)) for name in names]
    return {"zh": "、", "en": ", "}[language].join(listed)


def _text(zh: str, en: str) -> LocalText:
    return LocalText({"zh": zh, "en": en})
