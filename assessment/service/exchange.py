"""Assessment files out and in, and the example merchants, which are such files.

The roadmaps that example merchants kept stand in files of their own, as
`plan --json` printed them then: they are history like the answers and are
not built anew.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from assessment.files import Reading, read, read_path, write
from assessment.instrument.model import Instrument
from assessment.instrument.problems import Problem
from assessment.instrument.releases import from_json
from assessment.planning.progress import Progress
from assessment.planning.request import request_from_json
from assessment.responses import Assessment, MerchantRef, Sheet
from assessment.scoring import score
from assessment.scoring.comparison import Round
from assessment.service.assessments import write_completion, write_draft
from assessment.service.checks import Conflict, Refused, merchant_named, sensible_day
from assessment.service.context import Context, read_assessment
from assessment.service.events import note_export, record_event
from assessment.service.portfolio_row import refresh_portfolio_row
from assessment.service.progress import RoadmapProgress
from assessment.service.respondents import MOST_RESPONDENTS
from assessment.service.roadmaps import Roadmaps
from assessment.service.rounds import cards_of, rounds_among
from assessment.store import assessments, merchants, put_away, roadmaps
from assessment.store.audit import Who
from assessment.store.errors import NoSuchAssessment
from assessment.store.ids import new_id
from assessment.texts import Sentences, Text

ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What an id from a file may look like, to stand in an address."""


def same_day(context: Context, connection: sa.Connection, assessment: Assessment) -> Sequence[Problem]:
    """Point out that the merchant has a round of the same day already: allowed, and rarely meant."""
    day = Round(context.bank.instrument, assessment).day
    there = rounds_among(cards_of(connection, context, str(assessment.merchant.id)))
    known = {id_ for each in there if each.day == day for id_ in each.ids}
    if assessment.status != "completed" or not known or assessment.corrects in known:
        return []
    what = Text("service.same_day", day=str(day))
    fix = Text("service.same_day_fix")
    return [Problem("", None, "warning", what, fix, "taken_on")]


def released(
    context: Context, connection: sa.Connection, version: str, digest: str | None
) -> Instrument | None:
    """Find an instrument in the store or among the bank's releases, by digest where there is one."""
    known = assessments.read_digests(connection, context.bank.instrument.id, version)
    if digest in known or (digest is None and known):
        return context.instrument(connection, digest or known[-1])
    file = context.questions / "releases" / f"{version}.json"
    if re.fullmatch(r"[0-9A-Za-z.+-]+", version) and file.is_file():
        return from_json(file.read_text(encoding="utf-8"))
    return context.instrument(connection, known[-1]) if known else None


def odd_head(assessment: Assessment, now: datetime) -> list[Problem]:
    """Say what in a file's head no page would have taken: a name that cannot be read, a day to come."""
    named = assessment.merchant.name or ""
    checks: dict[str, Callable[[], object]] = {
        "merchant.name": lambda: merchant_named(named) if named.strip() else None,
        "taken_on": lambda: sensible_day(assessment.taken_on, now),
        "sheets": lambda: few_enough(assessment.sheets),
    }
    found = []
    for place, check in checks.items():
        try:
            check()
        except Refused as refused:
            what = Text("files.about", place=place, what=refused.text)
            found.append(Problem("", None, "error", what, Text("service.fix.mend_in_file"), place))
    return found


def few_enough(sheets: Sequence[Sheet]) -> None:
    """Check how many sheets a file brings.

    Raises:
        Refused: more than can be invited.
    """
    if len(sheets) > MOST_RESPONDENTS:
        raise Refused(Text("service.too_many_respondents", most_respondents=MOST_RESPONDENTS))


def at_home(
    context: Context, connection: sa.Connection, who: Who, assessment: Assessment
) -> tuple[Assessment, Sequence[Problem]]:
    """Give an assessment ids that are free here, and say where that makes it another one."""
    id_, merchant = assessment.id, assessment.merchant
    warnings = []
    if id_ is None or not ID.fullmatch(id_):
        id_ = new_id(who.at)
    elif assessments.assessment_exists(connection, id_):
        id_ = new_id(who.at)
        what = Text("service.here_already")
        fix = Text("service.here_already_fix")
        warnings.append(Problem("", None, "warning", what, fix, "id"))
    merchant_id = merchant.id or ""
    whose = merchants.workspace_of_merchant(connection, merchant_id)
    is_other = whose is not None and not context.sees_merchant(connection, merchant_id)
    if not ID.fullmatch(merchant_id) or is_other:
        merchant_id = new_id(who.at)
    name = (merchant.name or "").strip() or Text("service.unnamed_merchant").in_("zh")
    completed_at = assessment.completed_at
    if completed_at is not None and completed_at.tzinfo is None:
        completed_at = completed_at.replace(tzinfo=UTC)
    update = {
        "id": id_,
        "merchant": MerchantRef(id=merchant_id, name=name),
        "completed_at": completed_at,
    }
    return assessment.model_copy(update=update), warnings


def bring_in(
    context: Context, connection: sa.Connection, who: Who, assessment: Assessment, instrument: Instrument
) -> str:
    """Write an assessment, its merchant and its instrument; a completed one is completed here as well."""
    merchant_id = str(assessment.merchant.id)
    if merchants.workspace_of_merchant(connection, merchant_id) is None:
        name = str(assessment.merchant.name)
        context.add_merchant(connection, who, merchant_id, name, example=assessment.example)
    id_ = write_draft(connection, who, assessment, context.keep(connection, instrument), "import")
    if assessment.status == "completed":
        write_completion(connection, who, assessment, score(instrument, assessment))
    if not assessment.example:
        record_event(connection, who, "restored", merchant_id, what="assessment", assessment=id_)
    refresh_portfolio_row(context, connection, merchant_id)
    return id_


def add_examples(context: Context) -> int:
    """Add the examples that are not here yet."""
    who = context.who()
    added = 0
    with context.database.writing() as connection:
        assessments.lock_workspace(connection, who)
        for path in sorted((context.questions / "examples").glob("*.json")):
            found = partial(released, context, connection)
            example, instrument = sound(read_path(path, context.bank.instrument, found), path)
            if assessments.assessment_exists(connection, str(example.id)):
                if put_away.read_place(connection, context.workspace, str(example.id)) is not None:
                    put_away.put_back(connection, [str(example.id)])
                    refresh_portfolio_row(context, connection, str(example.merchant.id))
                    added += 1
                continue
            bring_in(context, connection, who, example, instrument)
            added += 1
    return added


def sound(reading: Reading, path: Path) -> tuple[Assessment, Instrument]:
    """Return what was read of a shipped example.

    Raises:
        Refused: the file has a problem, or does not say which example it is.
    """
    example, instrument = reading.assessment, reading.instrument
    if example is None or instrument is None or example.id is None or example.merchant.id is None:
        problems = Sentences([part for each in reading.problems for part in (each.what, each.fix)])
        raise Refused(Text("service.example_unreadable", path=str(path), problems=problems))
    return example.model_copy(update={"example": True}), instrument


@dataclass(frozen=True)
class Imported:
    """What became of a file: all of it or nothing."""

    id: str | None
    """The new assessment; None where nothing was imported."""
    problems: Sequence[Problem]


class AssessmentFiles:
    """Writes and reads assessment files."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def export(self, id_: str, *, with_sheets: bool = False) -> tuple[str, bytes]:
        """Write an assessment as a file; its name says nothing about the merchant.

        Args:
            id_: the assessment.
            with_sheets: also what each respondent answered; the file is then for the consultant alone.

        Raises:
            NoSuchAssessment: it is not here.
        """
        with self._context.database.reading() as connection:
            head = assessments.read_head(connection, self._context.workspace, id_)
            assessment = self._context.shown(read_assessment(connection, head))
        if not with_sheets:
            assessment = assessment.model_copy(update={"sheets": []})
        note_export(self._context, head.merchant_id, "assessment")
        slug = re.sub(r"[^a-z0-9]+", "-", head.instrument_id.lower()).strip("-") or "assessment"
        day = head.taken_on or (head.completed_at or head.updated_at).date()
        tail = re.sub(r"[^a-z0-9]", "", head.id.lower())[-6:]
        return f"{slug}-{day.isoformat()}-{tail}.json", write(assessment)

    def import_file(self, raw: bytes) -> Imported:
        """Read an assessment file: all of it or nothing, with everything that is wrong with it."""
        who = self._context.who()

        def find(version: str, its_digest: str | None) -> Instrument | None:
            with self._context.database.reading() as connection:
                return released(self._context, connection, version, its_digest)

        # Before any transaction: a file may take its time.
        reading = read(raw, self._context.bank.instrument, find)
        if reading.assessment is None or reading.instrument is None:
            return Imported(None, reading.problems)
        if odd := odd_head(reading.assessment, who.at):
            return Imported(None, odd)
        with self._context.database.writing() as connection:
            assessments.lock_workspace(connection, who)
            assessment, warnings = at_home(self._context, connection, who, reading.assessment)
            # Who is told that it is a copy need not be told the day as well.
            same_day_notices = [] if warnings else same_day(self._context, connection, assessment)
            id_ = bring_in(self._context, connection, who, assessment, reading.instrument)
        return Imported(id_, [*reading.problems, *warnings, *same_day_notices])


class Examples:
    """Brings the example merchants and takes them away."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def add(self) -> int:
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

    def remove(self) -> int:
        """Erase the examples and nothing else; return how many assessments went."""
        who = self._context.who()
        with self._context.database.writing() as connection:
            touched = merchants.merchants_of_examples(connection, who)
            gone = merchants.erase_examples(connection, who)
            for merchant_id in touched:
                refresh_portfolio_row(self._context, connection, merchant_id)
        self._context.database.forget_erased()
        return gone
