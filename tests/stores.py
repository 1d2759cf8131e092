"""Stores made once in a process and copied for each test that wants its own, with the examples or without."""

from contextlib import closing
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from assessment.instrument.load import shipped_bank
from assessment.service import open_service
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
