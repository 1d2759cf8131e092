"""A correction is asked for before it begins, and says on every page that it is one."""

from datetime import date

import pytest

from assessment.responses import Answer, Mode
from assessment.service import Service
from assessment.texts import Text
from tests.ui.pages import page, shown

DAY = date(2026, 11, 22)


def finished(service: Service) -> str:
    """Finish an assessment with every core question answered."""
    id_ = service.assessments.start("青石坡", Mode.CORE, {}, DAY)
    for item in service.bank.instrument.items():
        if item.core and item.kind == "anchored":
            service.answers.record(id_, item.id, Answer(point=1), 0)
    service.assessments.complete(id_)
    return id_


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_correction_is_asked_for_first_and_marked_ever_after(service: Service, lang: str) -> None:
    first = finished(service)

    drawn = page("respond", lang, first, "finish")
    drawn.button(key="correct").click().run()
    assert Text("respond.correct_sure", name="青石坡", day=DAY.isoformat()).in_(lang) in shown(drawn)
    assert [card.id for card in service.assessments.recent()] == [first]

    copy = service.assessments.correct(first)
    begun = page("respond", lang, copy, "finish")
    assert Text("respond.is_correction", day=DAY.isoformat()).in_(lang) in shown(begun)
    drawn = page("respond", lang, first, "finish")
    drawn.button(key="correct").click().run()
    assert Text("respond.correct_same_again").in_(lang) in shown(drawn)
    service.assessments.complete(copy)

    assert Text("respond.was_correction", day=DAY.isoformat()).in_(lang) in shown(page("results", lang, copy))
    assert Text("respond.was_corrected").in_(lang) in shown(page("results", lang, first))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_several_people_are_found_where_one_begins_and_where_one_reads(service: Service, lang: str) -> None:
    id_ = service.assessments.start("青石坡", Mode.CORE, {}, DAY)
    item = next(one.id for one in service.bank.instrument.items() if one.core and one.kind == "anchored")
    service.answers.record(id_, item, Answer(point=1), 0)

    for name, section in (("respond", "profile"), ("results", None)):
        links = [str(link.proto.label) for link in page(name, lang, id_, section).get("page_link")]
        assert Text("respondents.to_page").in_(lang) in links, name


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_intake_says_what_the_profile_lacks_and_what_was_not_asked(service: Service, lang: str) -> None:
    id_ = service.assessments.start("青石坡", Mode.CORE, {}, DAY)
    service.intake.set_agenda(id_, ["content"], 1.0)

    drawn = page("intake", lang, id_)

    assert Text("intake.to_profile").in_(lang) in [str(one.proto.label) for one in drawn.get("page_link")]
    questions = service.bank.instrument.profile
    known: dict[str, object] = {"yes_no": False, "count": 5, "team": {"shop": 1}}
    profile = {
        one.id: next(iter(one.options)) if one.kind == "choice" else known[one.kind]
        for one in questions
        if one.kind != "choices"
    }
    service.bulk_changes.record_profile(id_, profile)
    left = [one for one in questions if one.kind == "choices"]
    assert left, "the bank asks for several choices, of which none may be the answer"
    assert Text("intake.to_profile").in_(lang) not in [
        str(one.proto.label) for one in page("intake", lang, id_).get("page_link")
    ]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_end_of_an_intake_tells_parts_talked_about_from_parts_not_reached(
    service: Service, lang: str
) -> None:
    id_ = service.assessments.start("青石坡", Mode.CORE, {}, DAY)
    service.intake.set_agenda(id_, ["content", "ads"], 1.0)
    service.intake.start(id_)
    item = next(one.id for one in service.bank.instrument.dimension("content").items if one.core)
    service.intake.go_to(id_, item)
    service.intake.end(id_)

    said = shown(page("intake", lang, a=id_, v="end"))

    for part, key in (("content", "left_open"), ("ads", "not_reached"), ("team", "not_today")):
        name = service.bank.instrument.dimension(part).name.in_(lang)
        told = Text(f"intake.{key}", name=name, count=0).in_(lang).partition("0")[0]
        assert told in said, part
