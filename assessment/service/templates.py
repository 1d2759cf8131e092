"""Beginning with what merchants have in common: templates, and another merchant's profile."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from assessment.instrument.model import Instrument, MetricItem
from assessment.responses import Absent, Answer, Mode
from assessment.service.answers import to_the_second
from assessment.service.checks import ASKED, Refused, is_unanswered, sensible, sensible_profile, within
from assessment.service.context import Context, read_assessment
from assessment.store import assessments, templates
from assessment.store.audit import Who
from assessment.store.templates import Template
from assessment.texts import Text

LONGEST_NAME = 40


def started_from(
    connection: sa.Connection, context: Context, template_id: str | None, profile: Mapping[str, Any]
) -> tuple[dict[str, Any], Template | None]:
    """Return a profile filled up from a template, and the template.

    Raises:
        Refused: there is no such template, or the profile does not fit.
    """
    if template_id is None:
        return sensible_profile(context.bank.instrument, profile), None
    found = next(
        (one for one in listed(connection, context) if one.id == template_id),
        None,
    )
    if found is None:
        raise Refused(Text("service.template_gone"))
    return sensible_profile(
        context.bank.instrument, {**_usable(context.bank.instrument, found.profile), **profile}
    ), found


def listed(connection: sa.Connection, context: Context) -> list[Template]:
    """Return the templates that whoever acts may see: a template tells of the merchant it was made of."""
    return templates.list_templates(connection, context.workspace, _maker(context))


def _maker(context: Context) -> str | None:
    """Return whose templates whoever acts may see; None for everybody's."""
    return context.actor if context.visible.is_bounded else None


def _usable(instrument: Instrument, profile: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what an instrument does not ask, or asks otherwise."""
    usable: dict[str, Any] = {}
    for key, value in profile.items():
        try:
            usable |= sensible_profile(instrument, {key: value})
        except Refused:
            continue
    return usable


def fill(
    instrument: Instrument, mode: Mode, template: Template, answers: Mapping[str, Answer], who: Who
) -> dict[str, Answer]:
    """Return what a template answers of the items that are still open, each marked with its name.

    What the instrument no longer asks, or asks otherwise, is left out.
    """
    filled = {}
    for item in instrument.items():
        given = template.answers.get(item.id)
        asked = item.status in ASKED and (mode is Mode.FULL or item.core)
        if given is None or not asked or isinstance(item, MetricItem):
            continue
        if not is_unanswered(answers.get(item.id)):
            continue
        # Why something does not apply was said of another merchant: here the template is the reason.
        reason = template.name if given.absent is Absent.NOT_APPLICABLE else None
        mark = {"filled_by": f"template:{template.name}", "at": to_the_second(who.at), "reason": reason}
        answer = given.model_copy(update=mark)
        try:
            sensible(instrument, item, answer)
        except Refused:
            continue
        filled[item.id] = answer
    return filled


def _bare(answer: Answer) -> Answer:
    """Return the value of an answer alone: notes, reasons, evidence and names stay with the merchant."""
    return Answer(point=answer.point, ticks=answer.ticks, absent=answer.absent)


def _named(name: str) -> str:
    name = within(name, LONGEST_NAME)
    if not name:
        raise Refused(Text("service.template_name"))
    return name


class Templates:
    """Keeps templates and begins assessments with them."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def all(self) -> Sequence[Template]:
        """List the templates by name: who sees some merchants only sees what they made themselves."""
        with self._context.database.reading() as connection:
            return listed(connection, self._context)

    def keep(self, id_: str, name: str, profile: Collection[str], items: Collection[str]) -> str:
        """Make a template of parts of an assessment, and return its id.

        Only values are taken: notes, reasons, evidence, names and verifications stay with the merchant.

        Args:
            id_: the assessment.
            name: what the template is called.
            profile: the questions about the shop whose answers it takes.
            items: the items whose answers it takes.

        Raises:
            Refused: no name, one that is taken, or nothing in it.
            NoSuchAssessment: it is not here.
        """
        who, name = self._context.who(), _named(name)
        with self._context.database.writing() as connection:
            assessments.lock_workspace(connection, who)
            assessment = read_assessment(connection, assessments.read_head(connection, who.workspace, id_))
            chosen = {key: value for key, value in assessment.profile.items() if key in profile}
            answers = {item: _bare(assessment.answers[item]) for item in assessment.answers if item in items}
            answers = {item: answer for item, answer in answers.items() if not is_unanswered(answer)}
            if not chosen and not answers:
                raise Refused(Text("service.template_empty"))
            if templates.name_is_taken(connection, who.workspace, name):
                raise Refused(Text("service.template_name_taken"))
            return templates.add_template(connection, who, name, chosen, answers)

    def profile_for_another(self, id_: str) -> Mapping[str, Any]:
        """Return the profile of an assessment to begin another merchant's with; none of its answers.

        What the current instrument does not ask, or asks otherwise, is left out.

        Raises:
            NoSuchAssessment: it is not here.
        """
        with self._context.database.reading() as connection:
            profile = assessments.read_head(connection, self._context.workspace, id_).profile
        return _usable(self._context.bank.instrument, profile)

    def remove(self, template_id: str) -> None:
        """Delete a template. Assessments that were begun with it stay as they are."""
        who = self._context.who()
        with self._context.database.writing() as connection:
            templates.remove_template(connection, who, template_id, _maker(self._context))
        self._context.database.forget_erased()
