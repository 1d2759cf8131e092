"""A store with the examples in it, made once in a process and copied for each test that wants its own."""

from contextlib import closing
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from assessment.instrument.load import shipped_bank
from assessment.service import open_service


@cache
def _with_examples() -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "examples.db"
        with closing(open_service(f"sqlite:///{file}", shipped_bank())) as service:
            service.examples.add()
        return file.read_bytes()


def put_examples(file: Path) -> None:
    """Make a SQLite store with the examples at a place where there is none yet."""
    with file.open("xb") as made:
        made.write(_with_examples())
