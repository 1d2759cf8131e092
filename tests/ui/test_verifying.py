"""Evidence may still be seen after an assessment is finished: noted beside it, and said on its results."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assessment.service import Service
from assessment.texts import Text
from assessment.ui.navigation import css_key
from tests.ui.pages import page, shown, store, unfold


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """A store with the examples that the pages use."""
    with store(tmp_path, examples=True) as opened:
        yield opened


def test_evidence_of_a_finished_answer_is_noted_where_one_reads_it(service: Service) -> None:
    card = next(one for one in service.assessments.recent() if one.stage == "growth")
    first = service.assessments.snapshot(card.id).verify_first[0]
    section, _, _ = first.item.partition(".")

    asked = unfold(page("respond", "zh", card.id, section), f"d_{css_key(first.item)}")
    key = f"seen_q_{first.item.replace('.', '__')}"
    form = next(one for one in asked.button if key in str(one.key))
    next(one for one in asked.text_input if one.form_id == form.form_id).set_value("王顾问")
    form.click().run()

    assert not asked.exception
    assert service.assessments.open(card.id).verified_later[first.item].by == "王顾问"
    for lang in ("zh", "en"):
        assert Text("results.later.count", count=1).in_(lang) in shown(page("results", lang, card.id))
    assert first.item not in [one.item for one in service.assessments.snapshot(card.id).verify_first]
