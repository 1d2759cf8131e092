"""Long screenshots: two or three pages of a phone under each other, of the same days or of others."""

import random
from dataclasses import replace

from PIL import Image

from tests.pictures.drawing import (
    Drawn,
    Theme,
    creator_desk,
    doudian_phone,
    experience,
    other_period,
    period,
    qianchuan_phone,
)


def stitched(rng: random.Random, scale: float, theme: Theme) -> Drawn:
    """Put two or three pages under each other: of the same days, or of others, some not whole at the seam."""
    days, differ = period(rng), rng.random() < 0.5
    choice = [doudian_phone, creator_desk, qianchuan_phone, experience]
    count = rng.choice([2, 2, 3])
    # What is about other days may well be the same page again.
    makes = rng.choices(choice, k=count) if differ else rng.sample(choice, count)
    first = replace(theme, days=days)
    pages = [make(rng, scale, first if at == 0 or not differ else replace(theme, days=other_period(rng)))
             for at, make in enumerate(makes)]  # fmt: skip
    whole = Drawn("stitched", Image.new("RGB", (1, 1)), [], days_differ=differ)
    pieces: list[Image.Image] = []
    top = 0
    for at, page in enumerate(pages):
        width, height = page.picture.size
        end = height
        if at < count - 1 and rng.random() < 0.3:
            end = round(height * rng.uniform(0.6, 0.98))
        pieces.append(page.picture.crop((0, 0, width, end)))
        whole.titles += page.titles
        for name, number, (left, upper, right, lower) in page.pairs:
            if lower < end:
                whole.pairs.append((name, number, (left, upper + top, right, lower + top)))
            elif upper < end:
                whole.halves.append((name, number))
        top += end
        if at < count - 1 and rng.random() < 0.25:
            # The lower page begins a little above where the upper one ends.
            again = round(rng.uniform(40, 140) * scale)
            pieces.append(page.picture.crop((0, end - again, width, end)))
            top += again
    whole.picture = Image.new("RGB", (pieces[0].width, top))
    at_pixel = 0
    for piece in pieces:
        whole.picture.paste(piece, (0, at_pixel))
        at_pixel += piece.height
    return whole
