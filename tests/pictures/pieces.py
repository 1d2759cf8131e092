"""Pieces of which the pages the reader was not written for are drawn."""

from collections.abc import Sequence

from PIL import ImageDraw

from tests.pictures.drawing import LIGHT, Canvas, Corners, Theme


def titled(
    layout: str,
    size: tuple[int, int],
    title: str,
    days: str = "近30天",
    *,
    theme: Theme = LIGHT,
) -> Canvas:
    """Begin a page with its title and, under it, its days."""
    canvas = Canvas(layout, size, 2, theme)
    canvas.text(16, 16, title, 17, bold=True)
    if days:
        canvas.text(16, 46, days, 12)
    return canvas


def tile_pairs(canvas: Canvas, numbers: str, y: float = 80, size: float = 22) -> None:
    """Draw names over their numbers in two columns of tiles, and note them."""
    for at, (name, number) in enumerate(cells(numbers)):
        x, top = 16 + (at % 2) * 184, y + (at // 2) * 104
        canvas.tile(x, top, 174, 96)
        pair(canvas, (x + 10, top + 10), name, number, size)


def pair(canvas: Canvas, at: tuple[float, float], name: str, number: str, size: float = 20) -> None:
    """Draw a name over its number, and note both."""
    canvas.pair(name, number, name_over_number(canvas, at, name, number, size))


def name_over_number(
    canvas: Canvas, at: tuple[float, float], name: str, number: str, size: float
) -> list[Corners]:
    """Draw a name over its number; return where they stand."""
    x, y = at
    return [canvas.text(x, y, name, 12, ink=canvas.theme.faint), canvas.text(x, y + 20, number, size)]


def cells(text: str) -> list[list[str]]:
    """Return the cells of a table, written line by line with blanks between them."""
    return [line.split() for line in text.strip().splitlines()]


def circle(canvas: Canvas, x: float, y: float, radius: float) -> None:
    """Draw a filled circle."""
    corners = [value * canvas.scale for value in (x - radius, y - radius, x + radius, y + radius)]
    ImageDraw.Draw(canvas.drawn.picture).ellipse(corners, fill="#3370ff")


def grid(  # noqa: PLR0913 - where, what
    canvas: Canvas,
    lines: Sequence[Sequence[str]],
    at: tuple[float, float],
    widths: Sequence[float],
    *,
    named: tuple[int, int] | None,
    first: int = 1,
) -> None:
    """Draw a table with lines around every cell."""
    y = at[1]
    for row, line in enumerate(lines):
        x, places = at[0], list[Corners]()
        for text, width in zip(line, widths, strict=True):
            places.append(canvas.text(x + 8, y + 10, text, 14))
            canvas.line(x, y, x, y + 40)
            x += width
        canvas.line(at[0], y, x, y)
        if named is not None and row >= first:
            canvas.pair(line[named[0]], line[named[1]], [places[named[0]], places[named[1]]])
        y += 40
