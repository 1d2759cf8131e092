import re
import tomllib
from itertools import combinations
from math import dist
from pathlib import Path

import pytest

from assessment.charts import theme
from assessment.charts.theme import CONFIG, DARK, LIGHT, Palette, contrast, ink_on, shade

# Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB.
DEUTERANOPIA = (
    (0.367322, 0.860646, -0.227968),
    (0.280085, 0.672501, 0.047413),
    (-0.011820, 0.042940, 0.968881),
)
TO_XYZ = (
    (0.4124 / 0.95047, 0.3576 / 0.95047, 0.1805 / 0.95047),
    (0.2126, 0.7152, 0.0722),
    (0.0193 / 1.08883, 0.1192 / 1.08883, 0.9505 / 1.08883),
)

both = pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])


def seen(colour: str) -> tuple[float, float, float]:
    """A colour in CIELAB as a person with deuteranopia sees it."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    dimmed = [min(max(sum(m * c for m, c in zip(row, linear, strict=True)), 0), 1) for row in DEUTERANOPIA]
    x, y, z = (sum(m * c for m, c in zip(row, dimmed, strict=True)) ** (1 / 3) for row in TO_XYZ)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def difference(one: str, other: str) -> float:
    return dist(seen(one), seen(other))


@both
def test_letters_reach_the_contrast_of_wcag_aa(palette: Palette) -> None:
    for letters in (palette.ink, palette.muted, palette.accent, palette.warn):
        assert contrast(letters, palette.paper) >= 4.5


@both
def test_bars_stand_out_from_the_page_and_the_empty_bar(palette: Palette) -> None:
    for bar in (palette.accent, palette.warn):
        assert contrast(bar, palette.paper) >= 3
        assert contrast(bar, palette.track) >= 3


@both
def test_digits_can_be_read_on_every_cell_and_mark(palette: Palette) -> None:
    for fill in (*palette.points, *palette.functions):
        assert contrast(ink_on(fill), fill) >= 4.5


@both
def test_stages_bars_and_functions_differ_to_a_colour_blind_eye(palette: Palette) -> None:
    bars = (palette.accent, palette.warn, palette.neutral)
    for colours, least in ((palette.stages, 25), (bars, 25), (palette.functions, 15)):
        assert min(difference(one, other) for one, other in combinations(colours, 2)) >= least


def test_a_shade_spreads_over_scales_of_any_length() -> None:
    assert shade(LIGHT.points, 0, 4) == LIGHT.points[0]
    assert shade(LIGHT.points, 3, 4) == LIGHT.points[-1]
    assert shade(LIGHT.points, 4, 5) == LIGHT.points[-1]
    assert shade(LIGHT.points, 0, 1) == LIGHT.points[0]


def test_no_chart_has_a_colour_of_its_own() -> None:
    folder = Path(theme.__file__).parent
    for module in folder.glob("*.py"):
        if module.name != "theme.py":
            assert not re.search(r"#[0-9a-fA-F]{3,8}\b|rgba?\(", module.read_text(encoding="utf-8")), (
                module.name
            )


def test_charts_and_pages_have_one_font() -> None:
    config = tomllib.loads(
        (Path(theme.__file__).parents[2] / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    )

    assert config["theme"]["font"] == config["theme"]["headingFont"] == theme.FONT


def test_charts_have_no_buttons() -> None:
    assert CONFIG["displayModeBar"] is False
