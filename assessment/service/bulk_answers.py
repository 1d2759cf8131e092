"""Many answers, numbers and the profile of a draft saved at once: all of them or none, with every reason."""

from collections.abc import Mapping
from typing import Any, TypeVar

from assessment.instrument.model import Instrument, Item
from assessment.responses import Answer, Assessment, MetricValue, Mode
from assessment.service.answers import (
    NO_METRIC,
    NOTHING,
    Changing,
    answer_conflict,
    change_of,
    normalized,
    record_metric_within,
    same_apart_from_time,
    write,
)
from assessment.service.bulk_changes import Answers, record_profile_within, values
from assessment.service.checks import (
    Conflict,
    Refused,
    asked_item,
    is_absent,
    is_not_applicable,
    possible_items,
    sensible,
    within_cap,
)
from assessment.service.context import Context
from assessment.service.evidence_types import only_sound_links
from assessment.store import answers as kept_answers
from assessment.store import audit
from assessment.store.answers import AnswerKey, as_json
from assessment.store.schema import AGREED
from assessment.texts import Localized, Sentences, Text

T = TypeVar("T")


class RefusedChanges(Refused):
    """Some of many changes would not make sense; none was made.

    Attributes:
        reasons: what is wrong, by its place in the assessment file, such as `answers.ads.reading`.
    """

    def __init__(self, reasons: Mapping[str, Localized]) -> None:
        super().__init__(Sentences(list(reasons.values())))
        self.reasons = reasons


class BulkAnswers:
    """Saves all that a person changed in a copy of a draft."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def save(self, id_: str, seen: Assessment, wanted: Assessment) -> int:
        """Save every answer, number and part of the profile in which two copies of a draft differ.

        Args:
            id_: the draft.
            seen: the draft as it was when the changes were made.
            wanted: the same with the changes.

        Returns:
            How many answers and numbers were changed.

        Raises:
            RefusedChanges: some cannot be kept; it names each.
            Conflict: somebody has changed one of them since.
            Completed, NoSuchAssessment: as in `Answers.record`.
        """
        reasons: dict[str, Localized] = {}
        with change_of(self._context, id_) as changing:
            metrics = _save_metrics(changing, seen.metrics, wanted.metrics, reasons)
            answers = _save_answers(changing, seen, wanted, reasons)
            if reasons:
                raise RefusedChanges(reasons)
        return answers + metrics


def _changed(before: Mapping[str, T], after: Mapping[str, T], none: T) -> dict[str, T]:
    """Return what another copy says otherwise."""
    return {
        key: after.get(key, none)
        for key in {**before, **after}
        if before.get(key, none) != after.get(key, none)
    }


def _save_metrics(
    changing: Changing,
    seen: Mapping[str, MetricValue],
    wanted: Mapping[str, MetricValue],
    reasons: dict[str, Localized],
) -> int:
    kept = kept_answers.read_metrics(changing.connection, changing.draft.id)
    changed = _changed(seen, wanted, MetricValue())
    for metric, value in changed.items():
        now = kept.get(metric, NO_METRIC)
        if now.value != seen.get(metric, MetricValue()):
            raise Conflict(now.value, now.revision)
        try:
            record_metric_within(changing, metric, value, None)
        except Refused as refused:
            reasons[f"metrics.{metric}"] = refused.text
    return len(changed)


def _save_answers(
    changing: Changing, seen: Assessment, wanted: Assessment, reasons: dict[str, Localized]
) -> int:
    """Save the profile and then the answers, which may be asked or filled in by what the profile says."""
    connection, who, draft = changing.connection, changing.who, changing.draft
    instrument = changing.context.instrument(connection, draft.digest)
    changed = _changed(seen.answers, wanted.answers, Answer())
    kept = kept_answers.read_answers(connection, draft.id).get(AGREED, {})
    for item_id in changed:
        here = changing.context.shown_answer(kept.get(item_id, NOTHING).value)
        if here != seen.answers.get(item_id, Answer()):
            raise answer_conflict(kept.get(item_id, NOTHING))
    profile = draft.profile
    if wanted.profile != seen.profile:
        if draft.profile != seen.profile:
            raise Conflict(None, 0)
        try:
            profile = record_profile_within(changing, wanted.profile)[0]
        except Refused as refused:
            reasons["profile"] = refused.text
    before = kept_answers.read_answers(connection, draft.id).get(AGREED, {})
    after = values(before) | changed
    mode = Mode(draft.mode)
    for item_id, answer in changed.items():
        try:
            item = asked_item(instrument, mode, profile, item_id)
            sensible(instrument, item, answer)
            only_sound_links(answer, before.get(item_id, NOTHING).value)
            if is_not_applicable(answer):
                within_cap(instrument, mode, profile, item, after)
            else:
                _whole_or_nothing(instrument, profile, item, values(before), after)
        except Refused as refused:
            reasons[f"answers.{item_id}"] = refused.text
            continue
        now = before.get(item_id, NOTHING)
        new = normalized(item, answer, now.value, who, names_settlers=changing.context.sees_sheets)
        if same_apart_from_time(new, now.value):
            continue
        write(connection, who, AnswerKey(draft.id, AGREED, item_id), now, new)
        change = {"before": as_json(now.value), "after": as_json(new)}
        where = {"sheet": AGREED, "item": item_id}
        audit.record(connection, who, "answer", draft.merchant_id, draft.id, **where, **change)
    return len(changed)


def _whole_or_nothing(
    instrument: Instrument, profile: Mapping[str, Any], item: Item, before: Answers, after: Answers
) -> None:
    """Refuse answers to a part of a dimension that is declared absent: the rest would stay not applicable."""
    dimension = instrument.dimension(item.dimension)
    if not dimension.may_be_absent or not is_absent(dimension, profile, before):
        return
    if any(is_not_applicable(after.get(one.id)) for one in possible_items(dimension, profile)):
        raise Refused(Text("service.part_absent"))
