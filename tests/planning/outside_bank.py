"""A bank as its own files say it: the YAML of today, or the JSON of a released version."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.yaml_cases import read_cases

Move = tuple[str, int]


@dataclass(frozen=True)
class BankFiles:
    """What the files of a bank say of its stages, items, steps, functions and dates."""

    stages: Sequence[str]
    functions: Sequence[str]
    weights: Mapping[str, int]
    """By dimension."""
    scale: Mapping[int, int]
    items: Mapping[str, Mapping[str, Any]]
    gates: Mapping[str, Mapping[str, Any]]
    flags: Sequence[Mapping[str, Any]]
    calendar: Sequence[Mapping[str, Any]]

    @property
    def top(self) -> int:
        """The highest point."""
        return max(self.scale)

    @property
    def steps(self) -> Mapping[Move, Mapping[str, Any]]:
        """Every step, with who takes it."""
        return {
            (key, int(point)): {"owner": item["owner"], **step}
            for key, item in self.items.items()
            for point, step in item.get("steps", {}).items()
        }


def read_bank(folder: Path) -> BankFiles:
    """Read the files of a bank as it is today."""
    frame = read_cases(folder / "instrument.yaml")
    files = [read_cases(file) for file in sorted((folder / "dimensions").glob("*.yaml"))]
    flags = folder / "flags.yaml"
    whole = {
        **frame,
        "items": [item for one in files for item in one["items"]],
        "gates": read_cases(folder / "gates.yaml"),
        "flags": read_cases(flags) if flags.exists() else [],
    }
    return _read(whole, _calendar(folder))


def read_release(folder: Path, version: str) -> BankFiles:
    """Read a released version of a bank, with the calendar of today."""
    frame = json.loads((folder / "releases" / f"{version}.json").read_text(encoding="utf-8"))["instrument"]
    whole = {**frame, "items": [item for one in frame["dimensions"] for item in one["items"]]}
    return _read(whole, _calendar(folder))


def _calendar(folder: Path) -> Sequence[Mapping[str, Any]]:
    file = folder / "calendar.yaml"
    events: list[Mapping[str, Any]] = read_cases(file) if file.exists() else []
    return events


def _read(whole: Mapping[str, Any], calendar: Sequence[Mapping[str, Any]]) -> BankFiles:
    return BankFiles(
        stages=[one["id"] for one in whole["stages"]],
        functions=[one["id"] for one in whole["functions"]],
        weights={one["id"]: one["weight"] for one in whole["dimensions"]},
        scale={int(point): value for point, value in whole["scale"].items()},
        items={item["id"]: item for item in whole["items"]},
        gates={gate["stage"]: gate for gate in whole["gates"]},
        flags=whole.get("flags", []),
        calendar=calendar,
    )
