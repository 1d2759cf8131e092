"""The roadmaps that example merchants kept, and how far they came: what a later round looks back on.

A file names the assessment and holds the roadmap as `plan --json` printed it
then, so it is history like the answers and is not drawn anew.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from assessment.planning.progress import Progress
from assessment.planning.request import request_from_json
from assessment.service import planning, steps
from assessment.service.desk import Desk
from assessment.service.refusals import Conflict
from assessment.store import assessments, roadmaps
from assessment.store.errors import NoSuchAssessment
from assessment.store.roadmaps import ProgressKey

FOLDER = "roadmaps"


def add_roadmaps(desk: Desk) -> None:
    """Keep the roadmaps of the examples that are here and have none yet."""
    for path in sorted((desk.questions / "examples" / FOLDER).glob("*.json")):
        kept = _read(path)
        if not _lacks_one(desk, kept["of"]):
            continue
        planning.keep_roadmap(desk, kept["of"], request_from_json(kept["brief"]), kept["plan"])
        for step in kept["progress"]:
            place = ProgressKey(kept["of"], step["item"], step["to_point"])
            # Somebody else may have added the same at the same time.
            with suppress(Conflict):
                steps.record_progress(desk, place, Progress(status=step["status"]), 0)


def _lacks_one(desk: Desk, id_: str) -> bool:
    with desk.database.reading() as connection:
        try:
            assessments.read_head(connection, desk.workspace, id_)
        except NoSuchAssessment:
            return False
        return not roadmaps.read_roadmaps(connection, id_)


def _read(path: Path) -> Mapping[str, Any]:
    read: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return read
