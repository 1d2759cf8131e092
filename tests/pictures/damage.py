"""What happens to a picture on its way: cropped, marked, compressed, or photographed from a screen."""

import io
import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from tests.pictures.drawing import DARK, LAYOUTS, LIGHT, Corners, Drawn, font
from tests.pictures.stitching import stitched

PAGES = (*LAYOUTS, stitched)


@dataclass(frozen=True)
class Sample:
    """A picture as a person would send it, and what can be read in it."""

    layout: str
    raw: bytes
    photo: bool
    whole: tuple[tuple[str, str], ...]
    """The names and numbers that stand in it in whole."""
    every: tuple[tuple[str, str], ...]
    """Those that were drawn, cut off or not."""
    titles: tuple[str, ...]
    days_differ: bool
    """Whether its parts are about different days: then nothing in it may be ticked."""


def sample(seed: int) -> Sample:
    """Return the picture of a seed: the layouts take turns, one in four is a photo, no stitched one is."""
    rng = random.Random(seed)  # noqa: S311 - the same pictures each time
    layout = PAGES[seed % len(PAGES)]
    long = layout is stitched
    photo = (seed // len(PAGES)) % 4 == 3 and not long
    scale = rng.choice([2, 2, 2.5, 3]) if photo else rng.choice([1, 1.5, 2, 2, 2.625, 3])
    drawn = layout(rng, scale, DARK if rng.random() < 0.35 else LIGHT)
    picture, pairs = drawn.picture, list(drawn.pairs)
    titles = tuple(drawn.titles)
    whole = pairs
    if rng.random() < 0.2:
        picture = watermarked(picture, rng, scale)
    if photo:
        picture = photographed(picture, rng)
    elif rng.random() < 0.25 and not long:
        picture, whole, titles = cropped(drawn, picture, rng)
    return Sample(
        drawn.layout,
        saved(picture, rng, photo=photo),
        photo,
        tuple((name, number) for name, number, _ in whole),
        (*((name, number) for name, number, _ in pairs), *drawn.halves),
        titles,
        drawn.days_differ,
    )


def cropped(
    drawn: Drawn, picture: Image.Image, rng: random.Random
) -> tuple[Image.Image, list[tuple[str, str, Corners]], tuple[str, ...]]:
    """Cut the lower end, or one side, away."""
    width, height = picture.size
    side = rng.choice(["bottom", "right", "left"])
    cut = rng.uniform(0.1, 0.4)
    left, right, bottom = 0.0, float(width), float(height)
    if side == "bottom":
        bottom = height * (1 - cut)
    elif side == "right":
        right = width * (1 - cut)
    else:
        left = width * cut * 0.5
    room = 14 * width / 800
    whole = [
        (name, number, place)
        for name, number, place in drawn.pairs
        if place[0] - room > left and place[2] + room < right and place[3] + room < bottom
    ]
    titles = () if side == "left" else tuple(drawn.titles)
    return picture.crop((round(left), 0, round(right), round(bottom))), whole, titles


def watermarked(picture: Image.Image, rng: random.Random, scale: float) -> Image.Image:
    """Lay faint slanting texts over a picture."""
    layer = Image.new("RGBA", picture.size, (0, 0, 0, 0))
    mark = Image.new("RGBA", (round(160 * scale), round(30 * scale)), (0, 0, 0, 0))
    text = rng.choice(["老陈 138****6620", "仅供内部使用", "shop_8823"])
    ImageDraw.Draw(mark).text((4, 4), text, font=font(round(13 * scale)), fill=(128, 128, 128, 46))
    mark = mark.rotate(24, expand=True)
    for x in range(0, picture.width, round(220 * scale)):
        for y in range(0, picture.height, round(180 * scale)):
            layer.alpha_composite(mark, (x, y))
    return Image.alpha_composite(picture.convert("RGBA"), layer).convert("RGB")


def photographed(picture: Image.Image, rng: random.Random) -> Image.Image:
    """Show a picture as a phone sees it on a screen: slanted, blurred, with stripes and a shadow."""
    width, height = picture.size
    edge = round(0.06 * max(width, height))
    framed = Image.new("RGB", (width + 2 * edge, height + 2 * edge), (40, 40, 44))
    framed.paste(picture, (edge, edge))
    framed = framed.rotate(rng.uniform(-3, 3), resample=Image.Resampling.BICUBIC, fillcolor=(40, 40, 44))
    framed = _slanted(framed, rng)
    pixels = np.asarray(framed, dtype=float)
    down, across = np.mgrid[0 : framed.height, 0 : framed.width]
    stripes = 5 * np.sin(across / rng.uniform(2.2, 5)) * np.sin(down / rng.uniform(2.2, 5))
    shadow = 1 - rng.uniform(0.05, 0.3) * (
        across / framed.width if rng.random() < 0.5 else down / framed.height
    )
    noise = np.random.default_rng(rng.randrange(10**6)).normal(0, 4, pixels.shape)
    shaded = pixels * shadow[:, :, None] + stripes[:, :, None] + noise
    seen = Image.fromarray(np.clip(shaded, 0, 255).astype(np.uint8))
    return seen.filter(ImageFilter.GaussianBlur(rng.uniform(0.3, 1.1)))


def _slanted(picture: Image.Image, rng: random.Random) -> Image.Image:
    width, height = picture.size
    by = 0.03
    corners = [(0, 0), (width, 0), (width, height), (0, height)]
    seen = [(x + rng.uniform(-by, by) * width, y + rng.uniform(-by, by) * height) for x, y in corners]
    return picture.transform(
        picture.size,
        Image.Transform.PERSPECTIVE,
        _perspective(corners, seen),
        Image.Resampling.BICUBIC,
        fillcolor=(40, 40, 44),
    )


def _perspective(to: Sequence[tuple[float, float]], of: Sequence[tuple[float, float]]) -> list[float]:
    """Return the eight numbers by which Pillow finds, for each point, where it comes from."""
    lines, values = [], []
    for (x, y), (u, v) in zip(to, of, strict=True):
        lines += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    solved = np.linalg.solve(np.array(lines, dtype=float), np.array(values, dtype=float))
    return [float(one) for one in solved]


def saved(picture: Image.Image, rng: random.Random, *, photo: bool) -> bytes:
    """Return the file: PNG, WebP or JPEG of any quality; no camera writes PNG."""
    stream = io.BytesIO()
    kind = rng.choice(["JPEG", "WEBP"] if photo else ["PNG", "JPEG", "JPEG", "WEBP"])
    if kind == "PNG":
        picture.save(stream, "PNG", compress_level=1)
    else:
        picture.save(stream, kind, quality=rng.randint(35, 95))
    return stream.getvalue()
