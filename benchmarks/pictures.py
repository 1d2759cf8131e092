"""How well numbers are read from pictures: pages drawn at random, damaged as people's pictures are, and read.

    python -m benchmarks pictures [--count 1000] [--first 0] [--minutes M] [--kept FILE]

Each picture is read by the program's own reading process; what is offered is
held against what was drawn. Writes `docs/pictures.md`. What was read of a
picture is kept in a file of JSON lines: begun again, it goes on where it was
stopped, or where its minutes were over, and understands anew what it has read;
the pictures read by then lie evenly among all.
Remove that file when the drawing of pictures or the reading process has changed.
"""

import argparse
import json
import math
import statistics
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from assessment.pictures import PictureReader, PictureText, PictureTexts
from assessment.spreadsheets import Unreadable
from tests.pictures.damage import PAGES, Sample, sample
from tests.pictures.judging import Judged, judge
from tests.pictures.unfamiliar import unfamiliar

PAGE = Path(__file__).parents[1] / "docs" / "pictures.md"
KEPT = Path(tempfile.gettempdir()) / "pictures-read.jsonl"


@dataclass
class Tally:
    """What came of all pictures."""

    pictures: Counter[str] = field(default_factory=Counter)
    wanted: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    ticked: Counter[str] = field(default_factory=Counter)
    wrong: int = 0
    wrong_and_ticked: list[str] = field(default_factory=list)
    worked: list[float] = field(default_factory=list)
    """Processor seconds."""
    waited: list[float] = field(default_factory=list)

    def add(self, seed: int, each: Sample, judged: Judged) -> None:
        """Count one picture, under its kind and under its layout."""
        for kind in ("photos" if each.photo else "screenshots", each.layout):
            self.pictures[kind] += 1
            self.wanted[kind] += len(judged.wanted)
            self.right[kind] += len(judged.right)
            self.ticked[kind] += len(judged.right & judged.ticked)
        self.wrong += len(judged.wrong)
        if judged.wrong_and_ticked:
            self.wrong_and_ticked.append(f"seed {seed}, {each.layout}: {dict(judged.wrong_and_ticked)}")


def kept_of(seed: int, drawn: Sample, texts: PictureTexts, waited: float) -> dict[str, Any]:
    """Return a picture that was read as one line of JSON, without its bytes."""
    boxes = [asdict(box) for box in texts.boxes]
    told = {**asdict(replace(drawn, raw=b"")), "raw": ""}
    read = {"width": texts.width, "height": texts.height, "boxes": boxes, "seconds": texts.seconds}
    return {"seed": seed, "drawn": told, "read": read, "waited": waited}


def drawn_and_read(kept: dict[str, Any]) -> tuple[Sample, PictureTexts]:
    """Return a picture and its texts, from a line of JSON."""
    told, read = kept["drawn"], kept["read"]
    pairs = {name: tuple(map(tuple, told[name])) for name in ("whole", "every")}
    boxes = tuple(PictureText(**box) for box in read["boxes"])
    texts = PictureTexts(read["width"], read["height"], boxes, seconds=read["seconds"])
    return Sample(**{**told, **pairs, "raw": b"", "titles": tuple(told["titles"])}), texts


def spread(first: int, count: int) -> Iterator[int]:
    """Yield so many seeds in an order of which every beginning lies evenly among all of them."""
    step = next(
        each for each in range(max(1, 62 * count // 100), 2 * count + 1) if math.gcd(each, count) == 1
    )
    for at in range(count):
        yield first + at * step % count


def read_all(count: int, first: int, file: Path) -> Iterator[dict[str, Any]]:
    """Yield what was read of so many pictures; what a file has of them already is not read again."""
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    before = {each["seed"]: each for each in map(json.loads, lines)}
    with (
        closing(PictureReader(longest=600)) as reader,
        file.open("a", encoding="utf-8") as stream,
    ):
        for seed in spread(first, count):
            if seed in before:
                yield before[seed]
                continue
            drawn = sample(seed)
            began = time.perf_counter()
            try:
                texts = reader.read(drawn.raw)
            except Unreadable as refused:
                # Nothing is read in it, and every number of it counts as missed.
                print(f"seed {seed}: {refused}", flush=True)
                texts = PictureTexts(1, 1, ())
            each = kept_of(seed, drawn, texts, round(time.perf_counter() - began, 3))
            stream.write(json.dumps(each, ensure_ascii=False) + "\n")
            stream.flush()
            yield each


def measured(count: int, first: int, minutes: float, file: Path) -> Tally:
    """Read so many pictures, the first of this seed, or as many as the minutes allow; say how far it is."""
    tally, began = Tally(), time.monotonic()
    for each in read_all(count, first, file):
        drawn, texts = drawn_and_read(each)
        tally.waited.append(each["waited"])
        tally.worked.append(texts.seconds)
        tally.add(each["seed"], drawn, judge(drawn, texts))
        if len(tally.worked) % 20 == 0:
            kinds = {kind: f"{tally.right[kind]}/{tally.wanted[kind]}" for kind in ("screenshots", "photos")}
            print(len(tally.worked), kinds, "wrong and ticked:", tally.wrong_and_ticked, flush=True)
        if time.monotonic() - began > 60 * minutes:
            break
    return tally


def unfamiliar_rows() -> list[str]:
    """Read the pages whose shape the reader was not written for; return a line of a table for each."""
    with closing(PictureReader(longest=600)) as reader:
        judged = [(each, judge(each, reader.read(each.raw))) for each in unfamiliar()]
    return [
        f"| {each.layout} | {len(one.wanted)} | {len(one.right)} | {len(one.right & one.ticked)} "
        f"| {len(one.wrong)} | {len(one.wrong_and_ticked)} |"
        for each, one in judged
    ]


def row(tally: Tally, kind: str) -> str:
    """Return a line of the table."""
    if not tally.wanted[kind]:
        return f"| {kind.replace('_', ' ')} | {tally.pictures[kind]} | 0 | – | – |"
    share = 100 * tally.right[kind] / tally.wanted[kind]
    of_these = 100 * tally.ticked[kind] / max(tally.right[kind], 1)
    name = kind.replace("_", " ")
    return f"| {name} | {tally.pictures[kind]} | {tally.wanted[kind]} | {share:.1f} % | {of_these:.1f} % |"


def page(tally: Tally, count: int, first: int, minutes: float, unknown: list[str], kept: int) -> str:  # noqa: PLR0913, PLR0917 - what was asked, and what came of it
    """Return what the page says; `kept` were read in runs before."""
    read = len(tally.worked)
    which = "" if read == count else f"{read}, evenly spread, of "
    within = "" if math.isinf(minutes) else f" --minutes {minutes:g}"
    before = f", {kept} of them read in runs before it" if kept else ""
    kinds = ("screenshots", "photos")
    layouts = sorted(kind for kind in tally.pictures if kind not in kinds)
    return "\n".join(
        [
            "# Numbers from pictures, measured",
            "",
            f"{which}{count} pictures (seeds {first} to {first + count - 1}), drawn after the shape of",
            "twelve pages with random values, light and dark, at one to three pixels a point, as PNG, WebP",
            "or JPEG of quality 35 to 95; some cropped, some with a watermark, one in four photographed",
            "from a screen: slanted, in perspective, blurred, with moiré, noise and a shadow.",
            f"One in {len(PAGES)} is a long screenshot, stitched of two or three pages, half of these of",
            "different days: nothing in those may be ticked, and every tick counts as wrong.",
            f"Made by `python -m benchmarks pictures --count {count}{within}` at commit {_commit()}{before}.",
            "",
            "| | pictures | numbers in whole | offered rightly | of these ticked |",
            "| --- | ---: | ---: | ---: | ---: |",
            *(row(tally, kind) for kind in (*kinds, *layouts)),
            "",
            f"**Wrong and ticked: {len(tally.wrong_and_ticked)}.** Wrong, doubtful and not ticked:",
            f"{tally.wrong}, most of them rows of lists of single streams.",
            "",
            *(f"- {line}" for line in tally.wrong_and_ticked),
            *([""] if tally.wrong_and_ticked else []),
            "Processor seconds a picture, in one thread: as long as it takes where a core is free; it takes",
            "more of them where other work keeps the cores busy:",
            f"median {statistics.median(tally.worked):.1f}, 95 of 100 within {_most(tally.worked):.1f}.",
            "Seconds waited for it on this machine, which other work was using:",
            f"median {statistics.median(tally.waited):.1f}, 95 of 100 within {_most(tally.waited):.1f}.",
            "",
            "## Pages the reader was not written for",
            "",
            "One picture each, drawn by `tests/pictures/unfamiliar.py`. What is wrong and not ticked is a",
            "number of one day, of a part of the shop, or half of one, offered with what speaks against it.",
            "",
            "| | in whole | offered rightly | of these ticked | wrong, not ticked | wrong and ticked |",
            "| --- | ---: | ---: | ---: | ---: | ---: |",
            *unknown,
            "",
        ]
    )


def main() -> None:
    """Read the pictures and write the page."""
    parser = argparse.ArgumentParser(description="Measures how well numbers are read from pictures.")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0, help="The first seed.")
    parser.add_argument("--minutes", type=float, default=math.inf, help="After which it stops.")
    parser.add_argument("--kept", type=Path, default=KEPT, help="Where what was read is kept.")
    asked = parser.parse_args()
    kept = len(asked.kept.read_text(encoding="utf-8").splitlines()) if asked.kept.exists() else 0
    tally = measured(asked.count, asked.first, asked.minutes, asked.kept)
    said = page(tally, asked.count, asked.first, asked.minutes, unfamiliar_rows(), kept)
    PAGE.write_text(said, encoding="utf-8")
    print(said)


def _most(values: list[float]) -> float:
    return sorted(values)[int(0.95 * (len(values) - 1))]


def _commit() -> str:
    said = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    )
    return said.stdout.strip() or "unknown"


if __name__ == "__main__":
    main()
