"""Beginning an assessment: of a new merchant or one that is here, empty or with a template."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from assessment.responses import Assessment, InstrumentRef, MerchantRef, Mode
from assessment.service import finishing, templates, wholesale
from assessment.service.checks import merchant_named
from assessment.service.desk import Desk
from assessment.service.standing import restate
from assessment.store import assessments
from assessment.store.ids import new_id


@dataclass(frozen=True)
class Beginning:
    """What an assessment is begun with; see `Service.start`."""

    merchant_name: str
    mode: Mode
    profile: Mapping[str, Any]
    taken_on: date | None
    merchant_id: str | None = None
    template: str | None = None


def start(desk: Desk, begin: Beginning) -> str:
    """Begin an assessment; see `Service.start`."""
    who, instrument = desk.who(), desk.current
    with desk.database.writing() as connection:
        said, template = templates.begun_with(connection, desk, begin.template, begin.profile)
        if begin.merchant_id is None:
            merchant_id, name = new_id(who.at), merchant_named(begin.merchant_name)
            assessments.add_merchant(connection, who, merchant_id, name, example=False)
        else:
            merchant_id = begin.merchant_id
            name = assessments.merchant_name(connection, who.workspace, merchant_id)
        answers = wholesale.follow(instrument, {}, said, {}, who)
        if template is not None:
            answers |= templates.fill(instrument, begin.mode, template, answers, who)
        draft = Assessment(
            id=new_id(who.at),
            mode=begin.mode,
            instrument=InstrumentRef(id=instrument.id, version=instrument.version),
            merchant=MerchantRef(id=merchant_id, name=name),
            profile=said,
            taken_on=begin.taken_on,
            answers=answers,
        )
        started = finishing.add(connection, who, draft, desk.current_digest, "start")
        restate(desk, connection, merchant_id)
    return started
