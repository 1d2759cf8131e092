"""The field's standard scheduling problems, read from a folder; they are not part of this project.

PSPLIB, Kolisch and Sprecher 1996. A folder holds sets (`j30`, `j60`), a set
its problems as `.sm` files and `optimum/optimum.csv` with the best known ends.
"""

import csv
import os
from dataclasses import dataclass
from pathlib import Path

from assessment.planning.scheduling.jobs import Available, Job, Work

FOLDER = "ASSESSMENT_PSPLIB"
"""The environment variable that says where the problems are."""


def folder() -> Path | None:
    """Return where the problems are; None where nobody says.

    Raises:
        FileNotFoundError: the folder that is named is not there.
    """
    named = os.environ.get(FOLDER)
    if not named:
        return None
    found = Path(named)
    if not found.is_dir():
        message = f"{FOLDER} is {named}, which is no folder"
        raise FileNotFoundError(message)
    return found


@dataclass(frozen=True)
class Problem:
    """One problem, with the least and the greatest week its optimum can be."""

    name: str
    jobs: list[Job]
    available: Available
    least: int
    most: int


def problems(where: Path, kind: str) -> list[Problem]:
    """Return the problems of a set, in the order of their names."""
    known = {}
    with (where / kind / "optimum" / "optimum.csv").open(encoding="utf-8") as file:
        for name, best in csv.reader(file):
            low, dots, high = best.strip().partition("..")
            if low.isdecimal() or dots:
                known[name.strip().removesuffix(".sm")] = (int(low or 0), int(high or low))
    files = sorted((where / kind).glob("*.sm"), key=lambda file: [int(n) for n in file.stem[1:].split("_")])
    return [read(file, *known[file.stem]) for file in files if file.stem in known]


def read(file: Path, least: int, most: int) -> Problem:
    """Read one `.sm` file; the two jobs that only mark start and end are left out."""
    lines = file.read_text(encoding="latin-1").splitlines()

    def rows(title: str, skip: int) -> list[list[int]]:
        start = next(number for number, line in enumerate(lines) if line.startswith(title)) + skip
        found = []
        for line in lines[start:]:
            if line.startswith("*"):
                break
            found.append([int(number) for number in line.split()])
        return found

    after = {row[0]: row[3:] for row in rows("PRECEDENCE RELATIONS", 2)}
    requests = {row[0]: row[2:] for row in rows("REQUESTS/DURATIONS", 3)}
    units = rows("RESOURCEAVAILABILITIES", 2)[0]
    real = {number for number, (weeks, *_) in requests.items() if weeks}
    jobs = [
        Job(
            id=f"{number:03}",
            weeks=requests[number][0],
            work={
                f"r{place}": Work(taken * requests[number][0], taken, taken)
                for place, taken in enumerate(requests[number][1:])
                if taken
            },
            needs=tuple(f"{one:03}" for one in sorted(real) if number in after[one]),
        )
        for number in sorted(real)
    ]
    return Problem(
        file.stem, jobs, Available({f"r{place}": there for place, there in enumerate(units)}), least, most
    )
