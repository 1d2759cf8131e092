"""Which item measures which concept, and the page that says so."""

from pathlib import Path

from assessment.instrument.bank import concepts_measured
from assessment.instrument.model import Status
from benchmarks.coverage import PAGE, page
from tests.shipped import BANK


def test_every_concept_is_there_once_and_in_the_order_of_the_handbook() -> None:
    measured = concepts_measured(BANK.handbook, BANK.instrument)

    assert [one.concept for one in measured] == list(BANK.handbook)


def test_every_item_stands_under_each_concept_it_names() -> None:
    measured = {one.concept.id: one for one in concepts_measured(BANK.handbook, BANK.instrument)}

    for item in BANK.instrument.items():
        for concept in item.concepts:
            assert item in measured[concept].items
    assert all(concept in item.concepts for concept, one in measured.items() for item in one.items)


def test_a_concept_whose_items_are_on_trial_is_asked_about_but_not_scored() -> None:
    dimensions = [
        dimension.model_copy(
            update={"items": [item.model_copy(update={"status": Status.TRIAL}) for item in dimension.items]}
        )
        for dimension in BANK.instrument.dimensions
    ]
    trial = BANK.instrument.model_copy(update={"dimensions": dimensions})

    measured = concepts_measured(BANK.handbook, trial)

    assert all(one.items for one in measured)
    assert not any(one.scored or one.in_core for one in measured)


def test_the_page_is_up_to_date() -> None:
    assert Path(PAGE).read_text(encoding="utf-8") == page(BANK), "run: python -m benchmarks.coverage"
