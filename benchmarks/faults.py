"""What is lost, who gets in and what stops the program, tried at length: writes `docs/faults.md`.

Run `python -m benchmarks faults`. The suite does the same in short. Writers
are killed in full swing, another program holds the database, the disk is
full, the file is taken away; hostile files are read by the thousand, and
every route and message is tried from pages that are not ours and without a
link. What counts: answers that were acknowledged and are gone (lost),
requests that got through (reached), and errors without a sentence
(tracebacks). All three have to be 0.
"""

import argparse
import json
import os
import platform
import sqlite3
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory, gettempdir
from threading import Thread

from assessment.responses import Answer
from assessment.settings import ONLY_SHEETS, PUBLIC_URL
from assessment.store import audit, schema
from assessment.store.answers import AnswerKey, read_answers, save_answer
from assessment.store.assessments import lock_draft
from assessment.store.audit import Who
from assessment.store.database import open_database
from assessment.store.errors import StoreError
from tests.browser.server import ROOT
from tests.hostile import READERS
from tests.store.conftest import Draft, with_draft
from tests.store.test_durability import killed_writer
from tests.store.test_trouble import cut, emptied, gone, log_gone, replaced
from tests.test_access import FOREIGN, INTERNAL, NOBODY, NONE, asked, left, opens, trapped, with_port


@dataclass
class Count:
    """What came of one kind of fault."""

    tried: int = 0
    acknowledged: int = 0
    lost: int = 0
    reached: int = 0
    tracebacks: int = 0
    said: Counter[str] = field(default_factory=Counter)
    """Refusals by the name of their error."""

    def row(self, name: str) -> str:
        """Return a line of the table."""
        said = ", ".join(f"{kind} {count}" for kind, count in sorted(self.said.items())) or "-"
        figures = (self.tried, self.acknowledged, self.lost, self.reached, self.tracebacks)
        return f"| {name} | {' | '.join(f'{each:,}' for each in figures)} | {said} |"


def save(draft: Draft, item: str, count: Count) -> bool:
    """Save one answer; return whether it was acknowledged."""
    who = Who("local", draft.who.actor, datetime.now(UTC))
    try:
        with draft.database.writing() as connection:
            lock_draft(connection, who, "a")
            save_answer(connection, who, AnswerKey("a", schema.AGREED, item), Answer(point=1), 0)
            audit.record(connection, who, "answer", "m", "a")
    except StoreError as refused:
        count.said[type(refused).__name__] += 1
        return False
    except Exception:  # noqa: BLE001 - this is what is counted
        traceback.print_exc()
        count.tracebacks += 1
        return False
    count.acknowledged += 1
    return True


def missing(draft: Draft, kept: set[str]) -> int:
    """Return how many of these answers are not in the file."""
    with draft.database.reading() as connection:
        there = read_answers(connection, "a").get(schema.AGREED, {})
    return len(kept - set(there))


def kills(times: int, folder: Path) -> Count:
    """Kill writers with SIGKILL in full swing."""
    count, url = Count(), f"sqlite:///{folder / 'kills.db'}"
    database = open_database(url)
    draft = with_draft(database)
    database.close()
    for number in range(times):
        count.tried += 1
        count.acknowledged += killed_writer(url, draft.who.actor, name=f"w{number}", lines=20)
    database = open_database(url)
    stored = Draft(database, draft.who).count(schema.answer)
    # The last save of each writer may have reached the disk before it could say so.
    count.lost = max(0, count.acknowledged - stored)
    with database.reading() as connection:
        count.tracebacks += connection.exec_driver_sql("pragma integrity_check").scalar() != "ok"
    database.close()
    return count


def locks(times: int, folder: Path) -> Count:
    """Let another program hold the database while ten people save and try again until it is done."""
    count, path = Count(), folder / "locks.db"
    database = open_database(f"sqlite:///{path}")
    draft, kept = with_draft(database), set[str]()
    for number in range(times):
        count.tried += 1
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("begin immediate")

            def person(item: str) -> None:
                while not save(draft, item, count):
                    pass
                kept.add(item)

            people = [Thread(target=person, args=(f"team.l{number}_{each}",)) for each in range(10)]
            for each in people:
                each.start()
            time.sleep(12 if number % 10 == 0 else 0.3)  # every tenth outlasts their patience
            other.execute("rollback")
            for each in people:
                each.join()
    count.lost = missing(draft, kept)
    database.close()
    return count


def full_disks(times: int, folder: Path) -> Count:
    """Let the database grow until it may grow no more, and go on with room again."""
    count = Count()
    for number in range(times):
        count.tried += 1
        database = open_database(f"sqlite:///{folder / f'full{number}.db'}")
        draft, kept = with_draft(database), set[str]()
        with database.reading() as connection:
            pages = int(connection.exec_driver_sql("pragma page_count").scalar_one())
            connection.exec_driver_sql(f"pragma max_page_count = {pages + 2}")
        place = 0
        while save(draft, f"team.f{place}", count):
            kept.add(f"team.f{place}")
            place += 1
        with database.reading() as connection:
            connection.exec_driver_sql(f"pragma max_page_count = {pages + 1000}")
        if save(draft, f"team.f{place}", count):
            kept.add(f"team.f{place}")
        count.lost += missing(draft, kept)
        database.close()
    return count


def taken_away(times: int, folder: Path) -> Count:
    """Take the file away while it is open: nothing may be acknowledged that no restart would find."""
    count = Count()
    for number in range(times):
        happens = (gone, replaced, emptied, cut, log_gone)[number % 5]
        count.tried += 1
        inside = folder / f"away{number}"
        database = open_database(f"sqlite:///{inside / 'a.db'}")
        draft = with_draft(database)
        save(draft, "team.before", count)
        database.forget_erased()
        save(draft, "team.more", count)
        happens(inside / "a.db")
        count.lost += save(draft, "team.after", count)
        database.close()
    return count


def hostile(kind: str, times: int, folder: Path) -> Count:
    """Read so many hostile files of a kind."""
    count = Count()
    for seed in range(times):
        count.tried += 1
        try:
            taken = READERS[kind](Random(f"{kind} {seed}"), folder)  # noqa: S311 - the same again each time
            count.said["read" if taken else "refused"] += 1
        except Exception:  # noqa: BLE001 - this is what is counted
            print(f"{kind}, seed {seed}", file=sys.stderr)
            traceback.print_exc()
            count.tracebacks += 1
    return count


PATHS = (
    "",
    "voices",
    "results?a=x",
    "live",
    "ready",
    "_stcore/health",
    "evidence/a/b",
    "media/x",
    "r/x",
    "static/x.js",
)


def door(folder: Path) -> dict[str, Count]:
    """Try every route from pages that are not ours, and without a link; count what answers."""
    foreign, nobody = Count(), Count()
    (folder / "own").mkdir()
    (folder / "sheets").mkdir()
    env = {ONLY_SHEETS: "1", PUBLIC_URL: "https://sheets.example.com"}
    with trapped(folder / "own") as own, trapped(folder / "sheets", **env) as sheets:
        for server in (own, sheets):
            for headers in FOREIGN.values():
                said = with_port(headers, server)
                for path in (*PATHS, *INTERNAL):
                    for method in ("GET", "POST", "PUT", "DELETE"):
                        foreign.tried += 1
                        foreign.reached += asked(server, path, said, method)[0] < 400
                foreign.tried += 1
                foreign.reached += opens(server, said)
        for visitor in NOBODY:
            for path in ("", "voices", "results?a=x", "evidence/a/b", "media/x", *INTERNAL):
                nobody.tried += 1
                nobody.reached += asked(sheets, path, visitor)[0] < 400
            nobody.tried += 2
            nobody.reached += opens(sheets, visitor)
            nobody.reached += asked(sheets, "_stcore/upload_file/a/b", visitor, "PUT", b"x")[0] < 400
        for server in (own, sheets):
            for path in INTERNAL:
                nobody.tried += 1
                nobody.reached += asked(server, path, NONE, "POST", b"{}")[0] < 400
            nobody.reached += left(server).count("\n")
    return {"requests from foreign pages": foreign, "requests without a link": nobody}


KEPT = Path(gettempdir()) / "faults-counted.json"
"""So that a run that was stopped goes on where it was; it is removed when the page is written."""


def read_counts(file: Path) -> dict[str, Count]:
    """Return what a run that was stopped has counted."""
    if not file.exists():
        return {}
    told = json.loads(file.read_text(encoding="utf-8"))
    return {label: Count(**{**one, "said": Counter(one["said"])}) for label, one in told.items()}


def write_counts(file: Path, counts: Mapping[str, Count]) -> None:
    """Keep what was counted so far."""
    file.write_text(json.dumps({label: vars(one) for label, one in counts.items()}), encoding="utf-8")


def main() -> None:
    """Try it all and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, times in (("kills", 100), ("locks", 30), ("disks", 10), ("away", 20), ("files", 10_000)):
        parser.add_argument(f"--{name}", type=int, default=times)
    parser.add_argument("--kept", type=Path, default=KEPT, help="Where what was counted is kept meanwhile.")
    wanted = parser.parse_args()
    counts = read_counts(wanted.kept)
    with TemporaryDirectory() as name:
        folder = Path(name)
        each = wanted.files // len(READERS)
        steps: dict[str, Callable[[], Count]] = {
            "writers killed": partial(kills, wanted.kills, folder),
            "database held by another program": partial(locks, wanted.locks, folder),
            "disk full": partial(full_disks, wanted.disks, folder),
            "file taken away": partial(taken_away, wanted.away, folder),
            **{f"hostile {kind}": partial(hostile, kind, each, folder) for kind in READERS},
        }
        for label, attempt in steps.items():
            if label not in counts:
                counts[label] = attempt()
                write_counts(wanted.kept, counts)
                print(counts[label].row(label), flush=True)
        counts |= door(folder)
    wanted.kept.unlink(missing_ok=True)
    text = REPORT.format(
        rows="\n".join(count.row(label) for label, count in counts.items()),
        lost=sum(each.lost for each in counts.values()),
        reached=sum(each.reached for each in counts.values()),
        tracebacks=sum(each.tracebacks for each in counts.values()),
        day=datetime.now(UTC).date(),
        machine=f"{os.cpu_count()} cores",
        python=platform.python_version(),
    )
    print(text)
    (ROOT / "docs" / "faults.md").write_text(text, encoding="utf-8")


REPORT = """# Faults, tried at length

Made by `python -m benchmarks faults`; do not edit by hand. Why this is tried: [security.md](security.md).

**{lost} lost, {reached} reached, {tracebacks} tracebacks.**

| what | tried | saves acknowledged | lost | reached | tracebacks | said |
| --- | --- | --- | --- | --- | --- | --- |
{rows}

Run on {day}: {machine}, Python {python}.
"""


if __name__ == "__main__":
    main()
