"""Stores made once in a process and copied for each test that wants its own, with the examples or without."""

import json
from collections.abc import Mapping
from contextlib import closing
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from assessment.instrument.load import shipped_bank
from assessment.service import Service, open_service
from assessment.store.database import open_database


@cache
def _made(*, examples: bool) -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "made.db"
        with closing(open_service(f"sqlite:///{file}", shipped_bank())) as service:
            if examples:
                service.examples.add()
        return file.read_bytes()


def put_store(file: Path, *, examples: bool = False) -> None:
    """Make a SQLite store of the shipped bank where there is none yet, with the examples if asked for."""
    with file.open("xb") as made:
        made.write(_made(examples=examples))


@cache
def _schema() -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "schema.db"
        open_database(f"sqlite:///{file}").close()
        return file.read_bytes()


def put_schema(file: Path) -> None:
    """Make a SQLite database of the newest schema, with nothing in it, where there is none yet."""
    with file.open("xb") as made:
        made.write(_schema())


def core_round(  # noqa: PLR0913 - what a round is
    service: Service,
    merchant: str,
    *,
    name: str | None = None,
    profile: Mapping[str, Any] | None = None,
    day: date = date(2026, 11, 22),
    point: int = 2,
) -> str:
    """Bring in a completed core round of a merchant with every anchored item at one point; return its id."""
    bank = service.bank.instrument
    items = [item.id for item in bank.items() if item.core and item.kind == "anchored"]
    file = {
        "format": 1,
        "status": "completed",
        "mode": "core",
        "instrument": {"id": bank.id, "version": bank.version},
        "merchant": {"id": merchant, "name": name or f"店 {merchant}"},
        "profile": dict(profile or {}),
        "taken_on": day.isoformat(),
        "answers": {item: {"point": point} for item in items},
    }
    brought = service.files.import_file(json.dumps(file).encode())
    assert brought.id is not None
    return brought.id
