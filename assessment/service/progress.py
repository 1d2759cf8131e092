"""How the steps of a roadmap go on until the next round, and what that round is proposed.

Progress is said step by step, whether the assessment is completed or not. It
changes neither the assessment nor a roadmap that was kept.
"""

from collections.abc import Collection, Mapping

import sqlalchemy as sa
from pydantic import ValidationError

from assessment.instrument.model import MOST_STEP_DAYS, Instrument, Item, MetricItem
from assessment.planning.progress import Progress
from assessment.planning.request import MOST_WEEKS
from assessment.responses import Assessment
from assessment.scoring import judge_of
from assessment.service.answers import Saved, blank_to_none, to_the_second
from assessment.service.checks import LONGEST_NOTE, Conflict, Refused, keepable, within
from assessment.service.context import Context
from assessment.service.portfolio_row import refresh_portfolio_row
from assessment.store import assessments, audit, roadmaps
from assessment.store.answers import as_json
from assessment.store.assessments import LockedAssessment, lock_assessment
from assessment.store.audit import Entry, Who
from assessment.store.roadmaps import ProgressKey, Step, as_progress, read_progress
from assessment.store.versioned import Versioned
from assessment.texts import Text

KeptProgress = Versioned[Progress]
"""What was said last about a step, and its revision; says nothing where it was cleared."""
NOTHING = KeptProgress(Progress(), 0)
SAID, TAKEN_BACK = "progress", "undo_progress"
"""What the audit calls a change of progress, and taking one back."""


def proposed_by(instrument: Instrument, assessment: Assessment, done: Collection[Step]) -> Mapping[str, int]:
    """Return the points that steps marked done speak for."""
    reached = judge_of(instrument, assessment).ends()[0]
    proposed = {}
    for item in instrument.items():
        start = reached.get(item.id, 0)
        point = _climbed(item, start, done)
        if point > start:
            proposed[item.id] = point
    return proposed


def _climbed(item: Item, start: int, done: Collection[Step]) -> int:
    """Return the highest point all steps to which are done, from the point that was shown."""
    point = start
    for above in sorted(each for each in item.steps if each > start):
        if (item.id, above) not in done:
            break
        point = above
    return point


def _normalized(instrument: Instrument, place: ProgressKey, progress: Progress, who: Who) -> Progress:
    """Return progress as it is kept: sensible for this instrument, and dated.

    Raises:
        Refused: no such step, nobody of that function, or a number out of range.
    """
    _known_step(instrument, place)
    plain = progress.model_dump(exclude={"at"})
    for text in (progress.note, progress.by, *(piece.text for piece in progress.evidence)):
        within(text or "", LONGEST_NOTE)
    keepable(plain)
    try:
        result = Progress.model_validate(
            {**plain, "note": blank_to_none(progress.note), "by": blank_to_none(progress.by)}
        )
    except ValidationError as error:
        raise Refused(
            Text("service.progress_range", most_step_days=MOST_STEP_DAYS, most_weeks=MOST_WEEKS)
        ) from error
    functions = {function.id for function in instrument.functions}
    if result.owner is not None and result.owner not in functions:
        raise Refused(Text("service.no_such_function", owner=result.owner))
    return result if result == Progress() else result.model_copy(update={"at": to_the_second(who.at)})


def _known_step(instrument: Instrument, place: ProgressKey) -> None:
    item = instrument.items_by_id.get(place.item)
    if item is None:
        raise Refused(Text("service.no_such_item", item=place.item))
    if isinstance(item, MetricItem) or place.point not in item.steps:
        raise Refused(Text("service.no_such_step", item=place.item, point=place.point))


def _same_apart_from_time(one: Progress, other: Progress) -> bool:
    return one.model_copy(update={"at": None}) == other.model_copy(update={"at": None})


def _write(
    connection: sa.Connection, who: Who, place: ProgressKey, before: KeptProgress, after: Progress
) -> int:
    """Save over what was read in the same transaction."""
    revision = roadmaps.save_progress(connection, who, place, after, before.revision)
    if revision is None:
        raise _conflict(before)
    return revision


def _conflict(kept: KeptProgress) -> Conflict:
    return Conflict(None if kept.value == Progress() else kept.value, kept.revision)


def _note(
    connection: sa.Connection,
    who: Who,
    held: LockedAssessment,
    action: str,
    change: tuple[ProgressKey, Progress, Progress],
    **more: int,
) -> None:
    """Note a change of progress in the audit, with what was there before and after."""
    place, before, after = change
    what = {"before": as_json(before), "after": as_json(after)}
    audit.record(
        connection,
        who,
        action,
        held.merchant_id,
        held.id,
        item=place.item,
        point=place.point,
        **what,
        **more,
    )


def _not_taken_back(entries: list[Entry]) -> list[Entry]:
    """Leave out the changes that were taken back already, and the taking back."""
    taken_back = {entry.detail["of"] for entry in entries if entry.action == TAKEN_BACK}
    return [entry for entry in entries if entry.action == SAID and entry.id not in taken_back]


class RoadmapProgress:
    """Follows the steps of a roadmap."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def record(self, id_: str, item: str, point: int, progress: Progress | None, expected: int) -> Saved:
        """Save how one step goes on, as `record` does an answer; a completed assessment may go on too.

        The time is set here.

        Args:
            id_: the assessment.
            item: the item the step raises.
            point: the point it is raised to.
            progress: what became of it; None clears it.
            expected: the revision the person has seen, 0 where nothing was said yet.

        Raises:
            Refused: the instrument has no such step or function.
            Conflict: somebody else saved first; carries what is kept.
            NoSuchAssessment: it is not here.
        """
        place = ProgressKey(id_, item, point)
        progress = progress or Progress()
        who = self._context.who()
        with self._context.database.writing() as connection:
            held = lock_assessment(connection, who, place.assessment)
            after = _normalized(self._context.instrument(connection, held.digest), place, progress, who)
            before = read_progress(connection, held.id).get(place.step, NOTHING)
            if _same_apart_from_time(after, before.value):
                return Saved(before.revision, who.at)
            if before.revision != expected:
                raise _conflict(before)
            revision = _write(connection, who, place, before, after)
            _note(connection, who, held, SAID, (place, before.value, after))
            refresh_portfolio_row(self._context, connection, held.merchant_id)
        return Saved(revision, who.at)

    def of(self, id_: str) -> Mapping[tuple[str, int], KeptProgress]:
        """Return what was said about each step, by item and point; what was cleared says nothing.

        Raises:
            NoSuchAssessment: it is not here.
        """
        with self._context.database.reading() as connection:
            assessments.read_head(connection, self._context.workspace, id_)
            return read_progress(connection, id_)

    def undo(self, id_: str) -> tuple[str, int] | None:
        """Take back this actor's last change of progress and return its step, as `undo` does answers.

        Raises:
            NoSuchAssessment: it is not here.
        """
        who = self._context.who()
        with self._context.database.writing() as connection:
            held = lock_assessment(connection, who, id_)
            known = read_progress(connection, id_)
            for entry in _not_taken_back(audit.history(connection, id_, (SAID, TAKEN_BACK), who.actor)):
                place = ProgressKey(id_, entry.detail["item"], entry.detail["point"])
                now = known.get(place.step, NOTHING)
                before, after = (as_progress(entry.detail[when]) for when in ("before", "after"))
                # Something else has changed the step since: taking this back would take that back too.
                if not _same_apart_from_time(now.value, after):
                    continue
                _write(connection, who, place, now, before)
                _note(connection, who, held, TAKEN_BACK, (place, now.value, before), of=entry.id)
                refresh_portfolio_row(self._context, connection, held.merchant_id)
                return place.step
        return None
