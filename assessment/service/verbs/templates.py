"""Verbs for templates: what the merchants of a group have in common."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from assessment.responses import Mode
from assessment.service import starting, templates
from assessment.service.starting import Beginning
from assessment.service.verbs.base import Verbs
from assessment.store.templates import Template


class Templates(Verbs):
    """Keeps templates; `start` begins with one."""

    def templates(self) -> Sequence[Template]:
        """List the templates by name."""
        return templates.every(self._desk)

    def keep_template(self, id_: str, name: str, profile: Collection[str], items: Collection[str]) -> str:
        """Make a template of parts of an assessment, and return its id.

        Only values are taken: notes, evidence, names and verifications stay with the merchant.

        Args:
            id_: the assessment.
            name: what the template is called.
            profile: the questions about the shop whose answers it takes.
            items: the items whose answers it takes.

        Raises:
            Refused: no name, one that is taken, or nothing in it.
            NoSuchAssessment: it is not here.
        """
        return templates.keep(self._desk, id_, name, profile, items)

    def start_with_template(
        self, template_id: str, merchant_name: str, mode: Mode, taken_on: date | None
    ) -> str:
        """Begin an assessment of a new merchant with a template, and return its id.

        What the template answers stands on the sheet, marked as filled in and
        open to change; what the instrument no longer asks is left out.

        Raises:
            Refused: no name, or no such template.
        """
        begin = Beginning(merchant_name, Mode(mode), {}, taken_on, template=template_id)
        return starting.start(self._desk, begin)

    def profile_for_another(self, id_: str) -> Mapping[str, Any]:
        """Return the profile of an assessment to begin another merchant's with; none of its answers.

        What the current instrument does not ask, or asks otherwise, is left out.

        Raises:
            NoSuchAssessment: it is not here.
        """
        return templates.profile_for_another(self._desk, id_)

    def remove_template(self, template_id: str) -> None:
        """Delete a template. Assessments that were begun with it stay as they are."""
        templates.remove(self._desk, template_id)
