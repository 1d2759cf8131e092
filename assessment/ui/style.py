"""The page's own style, from style.css beside this file: no user text ever comes near it."""

from functools import cache
from pathlib import Path

from assessment.charts.theme import DARK, LIGHT


@cache
def css(*, dark: bool) -> str:
    """Return the style for a light or a dark page."""
    colours = DARK if dark else LIGHT
    text = Path(__file__).with_name("style.css").read_text(encoding="utf-8")
    return f"<style>{text.replace('PAPER', colours.paper).replace('ACCENT', colours.accent)}</style>"
