"""Roadmaps: drawn, and kept as they were drawn.

A roadmap is kept only of a completed assessment, whose answers do not move
under it. What becomes of its steps stands beside it, see `steps`.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from assessment.planning import PlanRequest, Roadmap, Situation, build_roadmap
from assessment.planning.request import request_as_json, request_from_json
from assessment.scoring.comparison import Comparison
from assessment.scoring.points import with_points
from assessment.service.checks import keepable
from assessment.service.context import Context, read_assessment
from assessment.service.portfolio_row import refresh_portfolio_row
from assessment.service.records import Kept, Opened
from assessment.service.refusals import Refused
from assessment.service.roadmap_review import RoadmapReview, review_steps
from assessment.service.rounds import cards_of, rounds_among
from assessment.store import assessments, audit, roadmaps
from assessment.store.assessments import lock_assessment
from assessment.store.audit import Entry
from assessment.texts import Text


def _same(kept: roadmaps.RoadmapRow, request: Mapping[str, Any], plan: Mapping[str, Any]) -> bool:
    """Whether exactly this is what was kept last."""
    # Through JSON: there a tuple is a list, and a key a text.
    return bool((kept.brief, kept.plan) == (request, json.loads(json.dumps(plan))))


def _kept(row: roadmaps.RoadmapRow) -> Kept:
    return Kept(row.rank, request_from_json(row.brief), row.plan, row.kept_at, row.by)


WISHED = "wish"
"""What the audit calls a change of the wish."""


def _newest(connection: sa.Connection, id_: str) -> PlanRequest | None:
    """Return the wish that was changed last, or that of a roadmap kept since then."""
    entry = audit.latest(connection, id_, WISHED)
    kept = roadmaps.read_last_roadmap(connection, id_)
    if kept is not None and (entry is None or kept.kept_at >= entry.at):
        return _alone(request_from_json(kept.brief))
    return _wish_in(entry)


def _alone(request: PlanRequest) -> PlanRequest:
    """Leave out what is no wish: changes of steps are kept with them, and the week changes by itself."""
    return replace(request, edits={}, now_week=PlanRequest().now_week)


def _wish_in(entry: Entry | None) -> PlanRequest | None:
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

    def build(self, id_: str, request: PlanRequest | None = None) -> Roadmap:
        """Draw the roadmap of an assessment: towards the next stage, or what the request says.

        Raises:
            NoSuchAssessment: it is not here.
            PlanRequestError: the request names what the instrument does not have.
        """
        with self._context.database.reading() as connection:
            head = assessments.read_head(connection, self._context.workspace, id_)
            assessment = read_assessment(connection, head)
            instrument = self._context.instrument(connection, head.digest)
        return build_roadmap(Situation.of(instrument, assessment), request)

    def save_request(self, id_: str, request: PlanRequest) -> None:
        """Remember what a roadmap is wished to respect, for whoever opens it next.

        It may go on changing after the assessment is completed, and changes
        nothing else. What was changed about single steps is left out: that
        is kept as their progress.

        Raises:
            Refused: a name in it cannot be kept.
            NoSuchAssessment: it is not here.
        """
        who = self._context.who()
        asked = _alone(request)
        keepable([request_as_json(asked)])
        with self._context.database.writing() as connection:
            held = lock_assessment(connection, who, id_)
            if _newest(connection, id_) != asked:
                audit.record(connection, who, WISHED, held.merchant_id, id_, brief=request_as_json(asked))

    def saved_request(self, id_: str) -> PlanRequest | None:
        """Return what was wished for last, by itself or with a roadmap kept since; None where nothing was.

        Raises:
            NoSuchAssessment: it is not here.
        """
        with self._context.database.reading() as connection:
            assessments.read_head(connection, self._context.workspace, id_)
            return _newest(connection, id_)

    def keep(self, id_: str, request: PlanRequest, plan: Mapping[str, Any]) -> Kept:
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

    def last_kept(self, id_: str) -> Kept | None:
        """Return the roadmap that was kept last; None where none was.

        Raises:
            NoSuchAssessment: it is not here.
        """
        return next(reversed(self.kept(id_)), None)

    def kept(self, id_: str) -> list[Kept]:
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
            merchant_id = assessments.read_head(connection, self._context.workspace, own).merchant_id
            counted = rounds_among(cards_of(connection, self._context, merchant_id))
            ids: Collection[str] = next((each.ids for each in counted if own in each.ids), (own,))
            kept = [each for id_ in ids for each in roadmaps.read_roadmaps(connection, id_)]
            known = {
                step: progress.value.status
                for id_ in ids
                for step, progress in roadmaps.read_progress(connection, id_).items()
            }
        planned = [(step["item"], step["to_point"]) for step in kept[-1].plan["steps"]] if kept else []
        told = [step for step, status in known.items() if status != "todo"]
        return review_steps(pair, planned, told, known, kept=bool(kept))
