"""Merchants: their names, erasing them, and the example merchants.

The roadmaps that example merchants kept stand in files of their own, as
`plan --json` printed them then: they are history like the answers and are
not built anew.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from assessment.planning.progress import Progress
from assessment.planning.request import request_from_json
from assessment.service.checks import merchant_named
from assessment.service.context import Context
from assessment.service.exchange import add_examples
from assessment.service.portfolio_row import refresh_portfolio_row
from assessment.service.progress import RoadmapProgress
from assessment.service.refusals import Conflict
from assessment.service.roadmaps import Roadmaps
from assessment.store import assessments, audit, roadmaps
from assessment.store.errors import NoSuchAssessment


class Merchants:
    """Renames and erases merchants, and brings the example merchants."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def rename(self, merchant_id: str, name: str) -> None:
        """Give a merchant another name, on completed assessments too.

        Raises:
            Refused: no name.
            NoSuchMerchant: it is not here.
        """
        who, name = self._context.who(), merchant_named(name)
        with self._context.database.writing() as connection:
            before = assessments.merchant_name(connection, who.workspace, merchant_id)
            assessments.rename_merchant(connection, who, merchant_id, name)
            audit.record(connection, who, "rename", merchant_id, None, before=before, after=name)

    def delete(self, merchant_id: str) -> None:
        """Erase a merchant with all its assessments and their history.

        Raises:
            NoSuchMerchant: it is not here.
        """
        who = self._context.who()
        with self._context.database.writing() as connection:
            assessments.merchant_name(connection, who.workspace, merchant_id)
            assessments.erase_merchant(connection, who, merchant_id)
        self._context.database.forget_erased()

    def add_examples(self) -> int:
        """Add the example merchants that are not here yet; return how many assessments came.

        Those who kept a roadmap at an earlier round have it, with how far they came.
        """
        added = add_examples(self._context)
        for path in sorted((self._context.questions / "examples" / "roadmaps").glob("*.json")):
            kept = json.loads(path.read_text(encoding="utf-8"))
            if self._lacks_roadmap(kept["of"]):
                self._add_roadmap(kept)
        return added

    def _lacks_roadmap(self, id_: str) -> bool:
        """Whether an example is here without the roadmap it kept."""
        with self._context.database.reading() as connection:
            try:
                assessments.read_head(connection, self._context.workspace, id_)
            except NoSuchAssessment:
                return False
            return not roadmaps.read_roadmaps(connection, id_)

    def _add_roadmap(self, kept: Mapping[str, Any]) -> None:
        """Keep the roadmap of an example, with how far its steps came."""
        Roadmaps(self._context).keep(kept["of"], request_from_json(kept["brief"]), kept["plan"])
        progress = RoadmapProgress(self._context)
        for step in kept["progress"]:
            # Somebody else may have added the same at the same time.
            with suppress(Conflict):
                progress.record(
                    kept["of"], step["item"], step["to_point"], Progress(status=step["status"]), 0
                )

    def remove_examples(self) -> int:
        """Erase the examples and nothing else; return how many assessments went."""
        who = self._context.who()
        with self._context.database.writing() as connection:
            touched = assessments.merchants_of_examples(connection, who)
            gone = assessments.erase_examples(connection, who)
            for merchant_id in touched:
                refresh_portfolio_row(self._context, connection, merchant_id)
        self._context.database.forget_erased()
        return gone
