"""Charts and grids in a real browser: no words cover others, and nothing leaves the page."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import plotly
import plotly.io
import pytest
from playwright.sync_api import Browser

from assessment.charts.gantt import gantt_chart
from assessment.charts.grids import gate_grid, item_grid, item_history_grid
from assessment.charts.line import line_chart
from assessment.charts.load import load_chart
from assessment.charts.profile import overlay_chart, profile_chart
from assessment.charts.scatter import roadmap_chart
from assessment.charts.slope import slope_chart
from assessment.charts.theme import CONFIG, FONT, Look
from assessment.charts.waterfall import waterfall_chart
from assessment.planning.schedule import Milestone
from tests.charts import seasons
from tests.charts.schedules import event, laid, orchard, roadmap_with, step

pytestmark = pytest.mark.browser

SCRIPT = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
OVERLAPS = """() => [...document.querySelectorAll('.js-plotly-plot')].flatMap(plot => {
  const words = [...plot.querySelectorAll('text')].filter(one => one.textContent.trim());
  const boxes = words.map(one => [one.textContent, one.getBoundingClientRect()]);
  const page = plot.getBoundingClientRect();
  const out = boxes.filter(([, a]) =>
    a.left < page.left - 2 || a.right > page.right + 2 || a.top < page.top - 2);
  const pairs = boxes.flatMap(([one, a], n) => boxes.slice(n + 1).filter(([, b]) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 3 &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 5).map(([other]) => one + ' | ' + other));
  return [...out.map(([one]) => 'outside: ' + one), ...pairs];
})"""
"""Words that cover others by more than the air around letters, or leave their picture."""


def drawings(look: Look) -> Iterator[Any]:
    """Yield every kind of chart and grid, of the example merchant and of an orchard."""
    year = seasons.across_versions()
    first, last = year.rounds[0].results, year.rounds[-1].results
    steps = [step(number, ("hands", "eyes", "feet")[number % 3], 1 + number % 3, 3) for number in range(12)]
    roadmap = roadmap_with(steps)
    fair = event("Double 12", date(2026, 12, 9), 4, ["hands"])
    schedule = laid(roadmap, events=[fair], milestones=[Milestone(5, "tree", None)])
    yield profile_chart(first, look)
    yield overlay_chart(first, last, ("2026-03-02", "2026-12-14"), look)
    for whole in (year, seasons.falling(), seasons.many()):
        yield line_chart(whole, look)
        yield slope_chart(whole.overall, look)
    yield waterfall_chart(year.overall, look)
    yield roadmap_chart(roadmap, orchard(), look)
    yield gantt_chart(schedule, roadmap, orchard(), look, today=date(2026, 12, 3))
    yield load_chart(schedule, orchard(), look)
    yield gate_grid(first, "mature", look)
    yield item_grid(first, look)
    yield item_history_grid(year, look)


@pytest.mark.parametrize(
    ("width", "look"),
    [
        (320, Look("en", narrow=True)),
        (390, Look("zh", narrow=True, dark=True)),
        (860, Look("en")),
        (860, Look("zh", dark=True)),
    ],
    ids=["320", "390", "wide-en", "wide-zh"],
)
def test_no_words_cover_others_and_nothing_leaves_the_page(
    width: int, look: Look, chromium: Browser, tmp_path: Path
) -> None:
    body = [f"<!doctype html><meta charset='utf-8'><script src='{SCRIPT.as_uri()}'></script>"]
    body.append(f'<body style="margin:8px;font-family:{FONT};background:{look.colours.paper}">')
    for drawn in drawings(look):
        is_grid = isinstance(drawn, str)
        body.append(
            drawn if is_grid else plotly.io.to_html(drawn, CONFIG, include_plotlyjs=False, full_html=False)
        )
    (tmp_path / "drawn.html").write_text("\n".join(body), encoding="utf-8")
    page = chromium.new_page(viewport={"width": width, "height": 800})
    page.goto((tmp_path / "drawn.html").as_uri())
    page.wait_for_function("() => document.querySelectorAll('.js-plotly-plot .main-svg').length >= 12")

    assert page.locator(".js-plotly-plot text").count() > 100
    assert page.evaluate(OVERLAPS) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()
