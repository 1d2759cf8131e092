"""What the service refuses: the errors, and the checks before anything is kept.

Whether an answer, a metric or a profile makes sense for an instrument is
decided by the rules for assessment files, said one at a time; what is added
here is what only makes sense while answering: is it asked at all, and may it
be not applicable? Scoring has the last word on what counts.
"""

# ruff: noqa: N818 - each is named after what happened, as its sentence is
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from assessment.files.fit import Misfit, metric_misfits, profile_misfits, value_misfits
from assessment.files.strict_json import unkept
from assessment.instrument.model import Dimension, Instrument, Item, Status
from assessment.planning.progress import Progress
from assessment.planning.request import PlanRequest
from assessment.responses import Absent, Answer, MetricValue, Mode, Stumble
from assessment.scoring.agreement import asked_of_people
from assessment.scoring.points import NOT_APPLICABLE_CAP, applies, in_mode
from assessment.texts import KnownError, LocalizedError, Sentences, Text, without_hidden


class Refused(LocalizedError):
    """What was asked would not make sense; nothing was changed."""


Kept = Answer | MetricValue | Progress | PlanRequest | Stumble | str | Mapping[str, Any]
"""What a conflict may be about; a mapping is a profile."""


class Conflict(KnownError):
    """Somebody saved the same first: an answer, a metric, the progress of a step, a name, a plan request.

    Attributes:
        stored: what is kept now; None where it was cleared.
        revision: its revision, to be expected when saving over it; 0 for what has none and is compared whole.
    """

    key = "service.conflict"

    def __init__(self, stored: Kept | None, revision: int) -> None:
        super().__init__()
        self.stored = stored
        self.revision = revision


class LinkClosed(KnownError):
    """A private link leads nowhere (any more); what was saved by it is as it was."""


class NoSuchLink(LinkClosed):
    """Nobody has this link: mistyped, cut off, replaced or removed. Which of them is not told."""

    key = "service.no_such_link"


class LinkExpired(LinkClosed):
    """The time of a private link is over."""

    key = "service.link_expired"


class LinkRevoked(LinkClosed):
    """The consultant has called a private link back."""

    key = "service.link_revoked"


class NoSuchMerchantLink(NoSuchLink):
    """Nobody has this link of a merchant: mistyped, cut off, or its merchant was erased."""

    key = "service.no_such_merchant_link"


class MerchantLinkExpired(LinkExpired):
    """The time of a merchant's link is over."""

    key = "service.merchant_link_expired"


class MerchantLinkRevoked(LinkRevoked):
    """A merchant's link was called back, or another was made in its place."""

    key = "service.merchant_link_revoked"


class SheetClosed(LinkClosed):
    """The assessment is completed: sheets are no longer collected."""

    key = "service.sheet_closed"


ASKED = frozenset({Status.ACTIVE, Status.TRIAL})


def asked_item(instrument: Instrument, mode: Mode, profile: Mapping[str, Any], item_id: str) -> Item:
    """Return an item that is asked of this merchant.

    Raises:
        Refused: there is no such item, or it is not asked.
    """
    item = instrument.items_by_id.get(item_id)
    if item is None:
        raise Refused(Text("service.no_such_item", item=item_id))
    if item.status not in ASKED:
        raise Refused(Text("service.item_retired"))
    if mode is Mode.CORE and not item.core:
        raise Refused(Text("service.item_not_in_core"))
    if not applies(item.applies, profile):
        raise Refused(Text("service.item_does_not_apply"))
    return item


def possible_items(dimension: Dimension, profile: Mapping[str, Any]) -> list[Item]:
    """List what may be asked of this merchant, in either mode."""
    return [item for item in dimension.items if item.status in ASKED and applies(item.applies, profile)]


def sensible(instrument: Instrument, item: Item, answer: Answer) -> None:
    """Check one answer by itself.

    Raises:
        Refused: its value does not fit the item, or not applicable has no reason.
    """
    plain = answer.model_dump()
    keepable(plain)
    refuse_first(value_misfits(instrument, item, plain, item.id))
    if answer.absent is Absent.NOT_APPLICABLE:
        reasoned(answer.reason or "")


def reasoned(reason: str) -> str:
    """Return the reason for not applicable.

    Raises:
        Refused: there is none.
    """
    reason = legible(reason)
    if not reason:
        raise Refused(Text("service.why_not_applicable"))
    return reason


def within_cap(
    instrument: Instrument, mode: Mode, profile: Mapping[str, Any], item: Item, answers: Mapping[str, Answer]
) -> None:
    """Check that an item may be not applicable, given the other answers of its dimension.

    `answers` are those of the dimension, with the new one in its place.

    Raises:
        Refused: the item does not allow it, or too much of the dimension would be not applicable.
    """
    dimension = instrument.dimension(item.dimension)
    asked = [each for each in dimension.items if in_mode(each, mode) and applies(each.applies, profile)]
    declared = [each for each in asked if is_not_applicable(answers.get(each.id))]
    if dimension.may_be_absent and len(declared) == len(asked):
        return
    if not item.na_allowed:
        key = "service.whole_or_nothing" if dimension.may_be_absent else "service.concerns_everybody"
        raise Refused(Text(key))
    weight = sum(each.weight for each in declared if each.na_allowed)
    if weight > NOT_APPLICABLE_CAP * sum(each.weight for each in asked):
        raise Refused(Text("service.too_much_not_applicable"))


def is_not_applicable(answer: Answer | None) -> bool:
    """Whether an answer says not applicable."""
    return answer is not None and answer.absent is Absent.NOT_APPLICABLE


def is_absent(dimension: Dimension, profile: Mapping[str, Any], answers: Mapping[str, Answer]) -> bool:
    """Whether everything that may be asked in a dimension is declared not applicable."""
    possible = possible_items(dimension, profile)
    return bool(possible) and all(is_not_applicable(answers.get(item.id)) for item in possible)


def asked_on_sheets(
    dimension: Dimension, mode: Mode, profile: Mapping[str, Any], agreed: Mapping[str, Answer]
) -> list[Item]:
    """List what several people are asked in a dimension: nothing where it is declared absent.

    Args:
        dimension: the part.
        mode: how much is asked.
        profile: of the merchant; a "no" in it may have left the whole part out.
        agreed: the answers that count.
    """
    if dimension.may_be_absent and is_absent(dimension, profile, agreed):
        return []
    return asked_of_people(dimension, mode, profile)


def is_unanswered(answer: Answer | None) -> bool:
    """Whether there is neither a value nor a reason why not; a note alone is no answer."""
    return answer is None or (not answer.is_given and answer.absent in {None, Absent.UNANSWERED})


def sensible_metric(instrument: Instrument, metric_id: str, value: MetricValue) -> None:
    """Check one metric value.

    Raises:
        Refused: there is no such metric, or the value is out of its range.
    """
    plain = value.model_dump()
    refuse_first(metric_misfits(instrument, {metric_id: plain}))
    keepable(plain)


def sensible_profile(instrument: Instrument, profile: Mapping[str, Any]) -> dict[str, Any]:
    """Return a profile without the questions that were left open.

    Raises:
        Refused: an unknown question, or an answer that does not fit it.
    """
    given = {key: value for key, value in profile.items() if value is not None}
    refuse_first(profile_misfits(instrument, given))
    return given


def merged_profile(
    stored: Mapping[str, Any], seen: Mapping[str, Any], given: Mapping[str, Any]
) -> dict[str, Any]:
    """Return a profile in which what somebody changed stands beside what others changed meanwhile.

    Args:
        stored: what is kept now.
        seen: what they saw when they changed it.
        given: what they made of it.

    Raises:
        Conflict: both changed the same question, each to something else.
    """
    changed = {key for key in {*seen, *given} if given.get(key) != seen.get(key)}
    if any(stored.get(key) not in (seen.get(key), given.get(key)) for key in changed):
        raise Conflict(dict(stored), 0)
    merged = {**stored, **{key: given.get(key) for key in changed}}
    return {key: value for key, value in merged.items() if value is not None}


def legible(text: str) -> str:
    """Return a text that either database can keep, without what nobody sees and without blanks around it.

    Raises:
        Refused: it holds what is no character, or is too long to be read.
    """
    keepable(text)
    return without_hidden(text).strip()


def within(text: str, most: int) -> str:
    """Return a text as `legible` does, of at most so many characters. It is refused whole, never cut.

    Raises:
        Refused: it is longer, or cannot be kept.
    """
    text = without_hidden(text).strip()
    if len(text) > most:
        raise Refused(Text("service.text_too_long", length=f"{len(text):,}", most=f"{most:,}"))
    return legible(text)


LONGEST_NOTE = 2000
"""Characters of a note, or of a piece of evidence in words."""
LONGEST_REASON = 300
"""Characters of the reason of an answer."""
LONGEST_PERSON = 120
"""Characters of who says, settles or has seen something."""
MOST_PIECES = 50
"""Pieces of evidence of one answer."""


def readable_texts(answer: Answer, before: Answer) -> None:
    """Check the length of the texts that an answer brings; what was there before may stay.

    Raises:
        Refused: one is longer than anybody reads, or there are too many pieces of evidence.
    """
    for text, was, most in (
        (answer.note, before.note, LONGEST_NOTE),
        (answer.reason, before.reason, LONGEST_REASON),
        (answer.by, before.by, LONGEST_PERSON),
    ):
        if text and text != was:
            within(text, most)
    for piece in answer.evidence:
        if piece.text is not None and piece not in before.evidence:
            within(piece.text, LONGEST_NOTE)
    if len(answer.evidence) > max(MOST_PIECES, len(before.evidence)):
        raise Refused(Text("service.evidence_too_many", most=MOST_PIECES))


def keepable(plain: Any) -> None:
    """Check that either database can keep every text and number.

    Raises:
        Refused: one holds what is no character or no number.
    """
    for _, what, fix in unkept(plain, ""):
        raise Refused(Sentences([what, fix]))


def refuse_first(found: Iterable[Misfit]) -> None:
    """Say the first thing that does not fit.

    Raises:
        Refused: there is one.
    """
    for misfit in found:
        raise Refused(Sentences([misfit.what, misfit.fix]))


LONGEST_MERCHANT_NAME = 100
FIRST_DAY = date(2000, 1, 1)


def merchant_named(name: str) -> str:
    """Return a merchant's name.

    Raises:
        Refused: there is none to be seen, it is too long, or it cannot be kept.
    """
    name = " ".join(within(name, LONGEST_MERCHANT_NAME).split())
    if not name:
        raise Refused(Text("service.merchant_name"))
    return name


def sensible_day(day: date | None, now: datetime) -> date | None:
    """Return the day an assessment stands for; tomorrow is today somewhere.

    Raises:
        Refused: it has not come yet, or is long past.
    """
    if day is not None and not FIRST_DAY <= day <= now.date() + timedelta(days=1):
        raise Refused(Text("service.odd_day", day=day.isoformat()))
    return day
