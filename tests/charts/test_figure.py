"""Figures put together once, and how high they will be."""

import json
from collections.abc import Mapping
from typing import Any

import plotly.graph_objects as go
import pytest

from assessment.charts.figure import finished_by, height_of, only_words
from assessment.charts.profile import profile_chart
from assessment.charts.theme import Look
from tests.charts.conftest import Scored


@pytest.mark.parametrize("look", [Look("en"), Look("en", narrow=True)], ids=["wide", "narrow"])
def test_the_height_is_known_before_a_chart_is_drawn(scored: Scored, look: Look) -> None:
    results = scored({"soil.tests": 2})

    assert height_of(lambda: profile_chart(results, look)) == profile_chart(results, look).layout.height


def test_who_knows_a_figure_is_asked_for_the_one_in_which_the_same_stands() -> None:
    known: dict[str, go.Figure] = {}

    def remembered(drawn: Mapping[str, Any]) -> go.Figure:
        return known.setdefault(json.dumps(drawn), go.Figure(drawn))

    with finished_by(remembered):
        first, again = (only_words("one two", Look("en")) for _ in range(2))
        other = only_words("three", Look("en"))

    assert first is again
    assert other is not first
    assert only_words("one two", Look("en")) is not first
    assert only_words("one two", Look("en")) == first
