"""Roadmaps: built, kept as they were built, and looked back on at a later round.

A roadmap is kept only of a completed assessment, whose answers do not move
under it. What becomes of its steps stands beside it, see `progress`.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from typing import Any, Literal

import sqlalchemy as sa

from assessment.instrument.model import Item
from assessment.planning import PlanRequest, Situation
from assessment.planning.request import StepStatus, request_as_json, request_from_json
from assessment.scoring.comparison import Comparison, ItemChange
from assessment.scoring.comparison.split import NONE, tenths
from assessment.scoring.points import with_points
from assessment.service.checks import Conflict, Refused, keepable
from assessment.service.context import Context
from assessment.service.portfolio_row import refresh_portfolio_row
from assessment.service.rounds import cards_of, rounds_among
from assessment.service.snapshot import Opened
from assessment.store import assessments, audit, roadmaps
from assessment.store.assessments import lock_assessment
from assessment.store.audit import Entry
from assessment.store.roadmaps import Step
from assessment.texts import Text


@dataclass(frozen=True)
class KeptRoadmap:
    """A roadmap as it was drawn, kept for good."""

    rank: int
    """1 for the first of its assessment, then 2, and so on."""
    request: PlanRequest
    """What was asked for, its target filled in."""
    plan: Mapping[str, Any]
    """The roadmap in the published shape, see `roadmap.report`."""
    kept_at: datetime
    by: str
    """The label of who kept it."""


Seen = Literal["reached", "higher", "same", "lower", "unknown"]


@dataclass(frozen=True)
class ReviewedItem:
    """An item that the roadmap meant to raise, or that a step raised beside it."""

    item: str
    """By its id in the earlier round's instrument."""
    definition: Item
    status: StepStatus
    """Of its highest step: that decides whether it is through."""
    to_point: int
    """Where that step leads."""
    part_done: bool
    """Whether it is not through, but a step below that one was done."""
    planned: bool
    """Whether the roadmap that was kept asked for it."""
    before: int | None
    """The point in each round, by the newer instrument; None where there is none."""
    after: int | None
    seen: Seen
    """What the later round shows: `reached` where its point is that of the step, or higher."""
    index: Fraction
    """What the item did to the index, in points of 100."""

    @property
    def shown(self) -> int:
        """The same in tenths."""
        return tenths(self.index)


@dataclass(frozen=True)
class RoadmapReview:
    """The steps of a roadmap, looked back on."""

    items: tuple[ReviewedItem, ...]
    """What was done first, then what is under way, left or dropped; within that as planned."""
    kept: bool
    """Whether a roadmap was kept at the earlier round at all."""

    @property
    def done(self) -> tuple[ReviewedItem, ...]:
        """What was marked done."""
        return tuple(one for one in self.items if one.status == "done")

    @property
    def part_done(self) -> tuple[ReviewedItem, ...]:
        """What is not through yet, but a step further."""
        return tuple(one for one in self.items if one.part_done)

    @property
    def shown_by_done(self) -> int:
        """What the items of the steps done did to the index together, in tenths."""
        return tenths(sum((one.index for one in (*self.done, *self.part_done)), NONE))


ORDER: Mapping[StepStatus, int] = {"done": 0, "doing": 1, "todo": 2, "dropped": 3}


def review_steps(
    pair: Comparison,
    planned: Collection[Step],
    further: Iterable[Step],
    known: Mapping[Step, StepStatus],
    *,
    kept: bool,
) -> RoadmapReview:
    """Set steps beside what changed.

    Args:
        pair: the round the roadmap was made at, and a later one.
        planned: its steps, in order.
        further: further steps of which something was said.
        known: what was said last of each step; nothing means still to do.
        kept: whether there was a roadmap.
    """
    changes = _by_earlier_id(pair)
    highest: dict[str, Step] = {}
    for step in (*planned, *further):
        if step[0] not in highest or step[1] > highest[step[0]][1]:
            highest[step[0]] = step
    definitions = pair.earlier.instrument.items_by_id
    wanted = {item for item, _ in planned}
    found = [
        _brought(definitions[item], step, known, changes.get(item), planned=item in wanted)
        for item, step in highest.items()
        if item in definitions
    ]
    return RoadmapReview(tuple(sorted(found, key=_place)), kept)


def _place(one: ReviewedItem) -> tuple[int, bool]:
    """Where an item stands: what was done first, then what is a step further."""
    return (ORDER["doing"] if one.part_done else ORDER[one.status]), not one.part_done


def _brought(
    definition: Item,
    step: Step,
    known: Mapping[Step, StepStatus],
    change: ItemChange | None,
    *,
    planned: bool,
) -> ReviewedItem:
    status = known.get(step, "todo")
    below = {progress for (item, point), progress in known.items() if item == step[0] and point < step[1]}
    before, after = (None, None) if change is None else (change.before.point, change.after.point)
    return ReviewedItem(
        item=definition.id,
        definition=definition,
        status=status,
        to_point=step[1],
        part_done=status in {"todo", "doing"} and "done" in below,
        planned=planned,
        before=before,
        after=after,
        seen=_seen(before, after, step[1]),
        index=NONE if change is None else change.parts.total,
    )


def _seen(before: int | None, after: int | None, aim: int) -> Seen:
    if after is None:
        return "unknown"
    if after >= aim:
        return "reached"
    if before is None:
        return "unknown"
    return "higher" if after > before else "same" if after == before else "lower"


def _by_earlier_id(pair: Comparison) -> Mapping[str, ItemChange]:
    """Return the changes by the item's id in the earlier round's instrument."""
    ids = {} if pair.pair is None else pair.pair.earlier.ids
    return {ids.get(change.item, change.item): change for change in pair.items}


def _same(kept: roadmaps.RoadmapRow, request: Mapping[str, Any], plan: Mapping[str, Any]) -> bool:
    """Whether exactly this is what was kept last."""
    # Through JSON: there a tuple is a list, and a key a text.
    return bool((kept.brief, kept.plan) == (request, json.loads(json.dumps(plan))))


def _kept(row: roadmaps.RoadmapRow) -> KeptRoadmap:
    return KeptRoadmap(row.rank, request_from_json(row.brief), row.plan, row.kept_at, row.by)


REQUEST_ACTION = "wish"
"""What the audit calls a change of the plan request."""


def _newest(connection: sa.Connection, id_: str) -> PlanRequest | None:
    """Return the plan request that was changed last, or that of a roadmap kept since then."""
    entry = audit.latest(connection, id_, REQUEST_ACTION)
    kept = roadmaps.read_last_roadmap(connection, id_)
    if kept is not None and (entry is None or kept.kept_at >= entry.at):
        return _alone(request_from_json(kept.brief))
    return _request_in(entry)


def _alone(request: PlanRequest) -> PlanRequest:
    """Leave out changes of steps, which are kept with the steps, and the week, which changes by itself."""
    return replace(request, edits={}, now_week=PlanRequest().now_week)


def _request_in(entry: Entry | None) -> PlanRequest | None:
    return None if entry is None else request_from_json(entry.detail["brief"])


class Roadmaps:
    """Builds roadmaps, keeps them, and remembers what was asked of them."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def situation(self, opened: Opened, supposed: Mapping[str, int]) -> Situation:
        """Return what a roadmap is drawn from, some items taken to be at other points than answered.

        Raises:
            ValueError: an item that is not there, or that cannot have this point.
        """
        return Situation.of(opened.instrument, with_points(opened.instrument, opened.assessment, supposed))

    def save_request(self, id_: str, request: PlanRequest, seen: PlanRequest | None = None) -> None:
        """Remember a plan request, for whoever opens it next.

        It may go on changing after the assessment is completed, and changes
        nothing else. What was changed about single steps is left out: that
        is kept as their progress.

        Args:
            id_: the assessment.
            request: what is asked for.
            seen: what was set when its writer looked, as `saved_request` returned it.

        Raises:
            Refused: a name in it cannot be kept.
            Conflict: somebody else set another one meanwhile; carries that one.
            NoSuchAssessment: it is not here.
        """
        who = self._context.who()
        asked = _alone(request)
        keepable([request_as_json(asked)])
        with self._context.database.writing() as connection:
            held = lock_assessment(connection, who, id_)
            newest = _newest(connection, id_)
            if newest == asked:
                return
            if newest is not None and newest != seen:
                raise Conflict(newest, 0)
            audit.record(connection, who, REQUEST_ACTION, held.merchant_id, id_, brief=request_as_json(asked))

    def saved_request(self, id_: str) -> PlanRequest | None:
        """Return the plan request set last, by itself or with a roadmap kept since; None where nothing was.

        Raises:
            NoSuchAssessment: it is not here.
        """
        with self._context.database.reading() as connection:
            assessments.read_head(connection, self._context.workspace, id_)
            return _newest(connection, id_)

    def keep(self, id_: str, request: PlanRequest, plan: Mapping[str, Any]) -> KeptRoadmap:
        """Keep the roadmap of a completed assessment as it was drawn; one that is kept never changes.

        Keeping the same again changes nothing.

        Args:
            id_: the assessment.
            request: what was asked for.
            plan: the roadmap in its weeks, in the published shape.

        Raises:
            Refused: the assessment is still a draft.
            NoSuchAssessment: it is not here.
        """
        who = self._context.who()
        asked, drawn = request_as_json(request), dict(plan)
        keepable([asked, drawn])
        with self._context.database.writing() as connection:
            held = lock_assessment(connection, who, id_)
            if held.status != "completed":
                raise Refused(Text("service.roadmap_of_draft"))
            before = roadmaps.read_roadmaps(connection, id_)
            if not before or not _same(before[-1], asked, drawn):
                rank = roadmaps.add_roadmap(connection, who, id_, asked, drawn)
                audit.record(connection, who, "keep_roadmap", held.merchant_id, id_, rank=rank)
            refresh_portfolio_row(self._context, connection, held.merchant_id)
            newest = roadmaps.read_roadmaps(connection, id_)[-1]
        return _kept(newest)

    def kept(self, id_: str) -> list[KeptRoadmap]:
        """List the roadmaps that were kept, the last one last.

        Raises:
            NoSuchAssessment: it is not here.
        """
        with self._context.database.reading() as connection:
            assessments.read_head(connection, self._context.workspace, id_)
            return [_kept(each) for each in roadmaps.read_roadmaps(connection, id_)]

    def review(self, pair: Comparison) -> RoadmapReview:
        """Look back on the roadmap kept at the earlier of two rounds: what was done, and what it brought.

        Raises:
            NoSuchAssessment: the earlier round is not here.
        """
        own = str(pair.earlier.assessment.id)
        with self._context.database.reading() as connection:
            row = assessments.read_head(connection, self._context.workspace, own)
            counted = rounds_among(cards_of(connection, self._context, row.merchant_id, row.place))
            ids: Collection[str] = next((each.ids for each in counted if own in each.ids), (own,))
            kept = [each for id_ in ids for each in roadmaps.read_roadmaps(connection, id_)]
            known = {
                step: progress.value.status
                for id_ in ids
                for step, progress in roadmaps.read_progress(connection, id_).items()
            }
        planned = [(step["item"], step["to_point"]) for step in kept[-1].plan["steps"]] if kept else []
        further = [step for step, status in known.items() if status != "todo"]
        return review_steps(pair, planned, further, known, kept=bool(kept))
