"""How well numbers are read from pictures: pages drawn at random, damaged as people's pictures are, and read.

    python -m benchmarks pictures [--count 1000] [--first 0]

Each picture is read by the program's own reading process; what is offered is
held against what was drawn. Writes `docs/pictures.md`.
"""

import argparse
import statistics
import subprocess
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from assessment.pictures import PictureReader
from tests.pictures.damage import Sample, sample
from tests.pictures.judging import Judged, judge

PAGE = Path(__file__).parents[1] / "docs" / "pictures.md"


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


def measured(count: int, first: int) -> Tally:
    """Read so many pictures, the first of this seed."""
    tally = Tally()
    with closing(PictureReader(longest=600)) as reader:
        for seed in range(first, first + count):
            each = sample(seed)
            began = time.perf_counter()
            texts = reader.read(each.raw)
            tally.waited.append(time.perf_counter() - began)
            tally.worked.append(texts.seconds)
            tally.add(seed, each, judge(each, texts))
            if (seed + 1) % 20 == 0:
                print(seed + 1, dict(tally.right), dict(tally.wanted), tally.wrong_and_ticked, flush=True)
    return tally


def row(tally: Tally, kind: str) -> str:
    """Return a line of the table."""
    if not tally.wanted[kind]:
        return f"| {kind.replace('_', ' ')} | {tally.pictures[kind]} | 0 | – | – |"
    share = 100 * tally.right[kind] / tally.wanted[kind]
    of_these = 100 * tally.ticked[kind] / max(tally.right[kind], 1)
    name = kind.replace("_", " ")
    return f"| {name} | {tally.pictures[kind]} | {tally.wanted[kind]} | {share:.1f} % | {of_these:.1f} % |"


def page(tally: Tally, count: int, first: int) -> str:
    """Return what the page says."""
    kinds = ("screenshots", "photos")
    layouts = sorted(kind for kind in tally.pictures if kind not in kinds)
    return "\n".join(
        [
            "# Numbers from pictures, measured",
            "",
            f"{count} pictures (seeds {first} to {first + count - 1}), drawn after the shape of twelve pages",
            "with random values, light and dark, at one to three pixels a point, as PNG, WebP or JPEG of",
            "quality 35 to 95; some cropped, some with a watermark, one in four photographed from a",
            "screen: slanted, in perspective, blurred, with moiré, noise and a shadow.",
            f"Made by `python -m benchmarks pictures --count {count}` at commit {_commit()}.",
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
            f"Processor seconds a picture: median {statistics.median(tally.worked):.1f}, 95 of 100 within",
            f"{_most(tally.worked):.1f}; two cores that are free need half of that. Seconds waited on this",
            "machine, which other work was using:",
            f"median {statistics.median(tally.waited):.1f}, 95 of 100 within {_most(tally.waited):.1f}.",
            "",
        ]
    )


def main() -> None:
    """Read the pictures and write the page."""
    parser = argparse.ArgumentParser(description="Measures how well numbers are read from pictures.")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0, help="The first seed.")
    asked = parser.parse_args()
    said = page(measured(asked.count, asked.first), asked.count, asked.first)
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
