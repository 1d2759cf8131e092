"""How charts look: colours, letters, symbols, margins. The only place with a colour in it.

Backgrounds are transparent, so a chart stands on any page; what is drawn
comes in one palette for light pages and print and one for dark pages. No
meaning hangs on colour alone: words, symbols and patterns say the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from assessment.texts import Text, Value


@dataclass(frozen=True)
class Palette:
    """The colours of one kind of page, as `#rrggbb`."""

    paper: str
    """The page itself: not painted by charts, but what they are read on."""
    ink: str
    muted: str
    line: str
    track: str
    """What an empty bar looks like."""
    accent: str
    warn: str
    """Used sparingly: only for what keeps a gate shut, and for what got worse."""
    neutral: str
    neutral_soft: str
    points: tuple[str, ...]
    """From nothing in place to the top point."""
    stages: tuple[str, ...]
    """Lowest first."""
    functions: tuple[str, ...]


LIGHT = Palette(
    paper="#fbfaf7",
    ink="#1f2a37",
    muted="#5b6470",
    line="#d9d6cf",
    track="#eceae4",
    accent="#0f766e",
    warn="#c2410c",
    neutral="#a9b1bb",
    neutral_soft="#dfe2e6",
    points=("#e4e1d9", "#b5d9d2", "#5aa79d", "#0f665f"),
    stages=("#b7791f", "#0f766e", "#312e81"),
    functions=("#0f766e", "#7fb2e5", "#e69f00", "#23408e", "#cc79a7"),
)


DARK = Palette(
    paper="#14181f",
    ink="#e8e6e1",
    muted="#a3abb6",
    line="#343c47",
    track="#262d37",
    accent="#2dd4bf",
    warn="#f97a3d",
    neutral="#66717e",
    neutral_soft="#39424e",
    points=("#2b323c", "#1b4a47", "#1f7a72", "#5eead4"),
    stages=("#f0b429", "#2dd4bf", "#a5b4fc"),
    functions=("#5eead4", "#4c9be0", "#e0a02a", "#c9d4ff", "#b34d73"),
)


CLEAR = "rgba(0,0,0,0)"

SHADES = len(LIGHT.points)


SYMBOLS = ("circle", "square", "diamond", "hexagon", "triangle-up")
"""One for each function, in their order."""


SYMBOL_SIZES = {"circle": 1.0, "square": 0.92, "diamond": 0.88, "hexagon": 1.04, "triangle-up": 1.12}
"""By how much to draw a symbol larger, so that all look alike in size."""


FONT = (
    "'Latin Quotes', -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, "
    "'PingFang SC', 'Microsoft YaHei', 'Noto Sans SC', 'Noto Sans CJK SC', sans-serif"
)
"""The font of the pages: Latin letters first, else quotation marks in English come out full width.

`Latin Quotes` is defined on English pages only, for machines that have none of the next four.
"""
SIZE = 14
"""Letters, in pixels."""


SMALL = 12
"""The smallest letters used anywhere."""


NARROW = 300


WIDE = 720
"""Page widths in pixels that line breaks are reckoned with. Wider pages only gain air."""


UNKNOWN_PATTERN = "/"
"""Stripes: what would be there if everything missing were in place."""


CONFIG = {
    "displayModeBar": False,
    "displaylogo": False,
    "responsive": True,
    "scrollZoom": False,
    "doubleClick": False,
    "showTips": False,
}
"""For `st.plotly_chart(figure, config=CONFIG, theme=None)`: no buttons, and a finger scrolls the page."""


@dataclass(frozen=True)
class Look:
    """For whom and for what page a chart is drawn."""

    language: str
    narrow: bool = False
    """Under 600 pixels wide: names stand above what they name, not beside it."""
    dark: bool = False

    def say(self, key: str, **values: Value) -> str:
        """Return a text of the catalogue in the reader's language."""
        return Text(key, **values).in_(self.language)

    @property
    def colours(self) -> Palette:
        """The colours of the page."""
        return DARK if self.dark else LIGHT

    @property
    def page(self) -> int:
        """The page width that line breaks are reckoned with, in pixels."""
        return NARROW if self.narrow else WIDE


def shade(colours: Sequence[str], place: int, places: int) -> str:
    """Return the colour of one of so many ordered places, spread over the whole scale."""
    last = max(places - 1, 1)
    return colours[round(place * (len(colours) - 1) / last)]


def luminance(colour: str) -> float:
    """Return the relative luminance of `#rrggbb`, 0 black to 1 white (WCAG 2)."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@cache
def ink_on(fill: str) -> str:
    """Return the ink, light or dark, that reads best on a filled shape."""
    return max((LIGHT.ink, "#ffffff"), key=lambda ink: contrast(ink, fill))


def striped(colours: Palette, ground: str | None = None, size: int = 6) -> dict[str, object]:
    """Return a striped fill: what would be there, or days on which nobody has time.

    Args:
        colours: of the page.
        ground: what shows between the stripes; a pale grey where nothing is said.
        size: pixels from stripe to stripe.
    """
    ground = ground or colours.neutral_soft
    pattern = {"shape": UNKNOWN_PATTERN, "size": size, "solidity": 0.22, "fgcolor": colours.muted}
    return {"color": ground, "line": {"width": 0}, "pattern": {**pattern, "bgcolor": ground}}
