"""Roadmaps: drawn, and kept as they were drawn.

A roadmap is kept only of a completed assessment, whose answers do not move
under it. What becomes of its steps stands beside it, see `steps`.
"""

import json
from collections.abc import Mapping
from typing import Any

from assessment.planning import PlanRequest, Roadmap, Situation, build_roadmap
from assessment.planning.request import request_as_json, request_from_json
from assessment.scoring.suppose import suppose
from assessment.service.checks import keepable
from assessment.service.desk import Desk, assembled
from assessment.service.records import Kept, Opened
from assessment.service.refusals import Refused
from assessment.service.standing import restate
from assessment.store import assessments, audit, roadmaps
from assessment.store.assessments import lock_assessment


def situation(opened: Opened, supposed: Mapping[str, int]) -> Situation:
    """Return what a roadmap is drawn from; see `Service.situation`."""
    return Situation.of(opened.instrument, suppose(opened.instrument, opened.assessment, supposed))


def roadmap(desk: Desk, id_: str, request: PlanRequest | None) -> Roadmap:
    """Draw a roadmap; see `Service.roadmap`."""
    with desk.database.reading() as connection:
        head = assessments.read_head(connection, desk.workspace, id_)
        assessment = assembled(connection, head)
        instrument = desk.instrument(connection, head.digest)
    return build_roadmap(Situation.of(instrument, assessment), request)


def keep_roadmap(desk: Desk, id_: str, request: PlanRequest, plan: Mapping[str, Any]) -> Kept:
    """Keep a roadmap as it was drawn; see `Service.keep_roadmap`."""
    who = desk.who()
    asked, drawn = request_as_json(request), dict(plan)
    keepable([asked, drawn])
    with desk.database.writing() as connection:
        held = lock_assessment(connection, who, id_)
        if held.status != "completed":
            raise Refused(
                "这次评估还没有定稿，答案还会变。请先完成评估，再保存路线图。",
                "This assessment is not completed yet, so its answers may still change."
                " Complete it first, then keep the roadmap.",
            )
        before = roadmaps.read_roadmaps(connection, id_)
        if not before or not _same(before[-1], asked, drawn):
            rank = roadmaps.add_roadmap(connection, who, id_, asked, drawn)
            audit.record(connection, who, "keep_roadmap", held.merchant_id, id_, rank=rank)
        restate(desk, connection, held.merchant_id)
        newest = roadmaps.read_roadmaps(connection, id_)[-1]
    return _kept(newest)


def _same(kept: roadmaps.RoadmapRow, request: Mapping[str, Any], plan: Mapping[str, Any]) -> bool:
    """Whether exactly this is what was kept last."""
    # Through JSON: there a tuple is a list, and a key a text.
    return bool((kept.brief, kept.plan) == (request, json.loads(json.dumps(plan))))


def kept_roadmaps(desk: Desk, id_: str) -> list[Kept]:
    """Return every roadmap that was kept; see `Service.kept_roadmaps`."""
    with desk.database.reading() as connection:
        assessments.read_head(connection, desk.workspace, id_)
        return [_kept(each) for each in roadmaps.read_roadmaps(connection, id_)]


def _kept(row: roadmaps.RoadmapRow) -> Kept:
    return Kept(row.rank, request_from_json(row.brief), row.plan, row.kept_at, row.by)
