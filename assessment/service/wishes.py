"""What a roadmap was last wished to respect, so that whoever opens it next finds it as it was left.

A wish is neither an answer nor a roadmap that is kept, and it may be changed
whenever one likes, also after the assessment is completed. It has no table:
each change is a line of the audit, and the last one is the wish.
"""

from dataclasses import replace

import sqlalchemy as sa

from assessment.planning import PlanRequest
from assessment.planning.request import request_as_json, request_from_json
from assessment.service.checks import keepable
from assessment.service.desk import Desk
from assessment.store import assessments, audit, roadmaps
from assessment.store.assessments import lock_assessment
from assessment.store.audit import Entry

WISHED = "wish"
"""What the audit calls a change of the wish."""


def wish_for(desk: Desk, id_: str, request: PlanRequest) -> None:
    """Remember a wish; see `Service.wish_for`."""
    who = desk.who()
    asked = _alone(request)
    keepable([request_as_json(asked)])
    with desk.database.writing() as connection:
        held = lock_assessment(connection, who, id_)
        if _newest(connection, id_) != asked:
            audit.record(connection, who, WISHED, held.merchant_id, id_, brief=request_as_json(asked))


def wished(desk: Desk, id_: str) -> PlanRequest | None:
    """Return what was wished for last; see `Service.wished`."""
    with desk.database.reading() as connection:
        assessments.read_head(connection, desk.workspace, id_)
        return _newest(connection, id_)


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
