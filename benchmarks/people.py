"""How many people one server holds: each answers one question every five seconds, on the pages as they are.

    python -m benchmarks people --people 200 [--seconds 120] [--every 5] [--database postgresql]
    python -m benchmarks people --people 200 --items 40 --replicas 2 --kill 60

Every person is a tab of its own that speaks Streamlit's protocol (`streamlit_tab.py`), all of them in one
process, so that nearly all work is the server's. A tab opens the questionnaire, clicks the questions in
their order, waits after each until the page says that it is saved, goes on to the next part, and keeps the
page's own clocks. In the end the database is read: what a page said was saved must be there, once.
"""

import argparse
import asyncio
import os
import platform
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import cycle
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from threading import Thread

from websockets.exceptions import ConnectionClosed

from assessment.responses import Answer
from assessment.service import Service
from assessment.store.audit import read_audit
from assessment.store.database import connect
from benchmarks.replicas import Replicas
from benchmarks.simulated_person import Person, begin_people
from benchmarks.streamlit_tab import Tab
from tests.browser.server import ROOT, Server
from tests.pg_server import fresh_schema, postgres_server


@dataclass(frozen=True)
class Load:
    """How much is asked of the servers.

    Attributes:
        seconds: how long, once every page stands open.
        every: seconds between two answers of one person.
        items: how many answers each gives at the most.
        planners: how many others open roadmaps all the time.
    """

    seconds: float = 120
    every: float = 5
    items: int = 10_000
    planners: int = 0


@dataclass(frozen=True)
class Spent:
    """What a run cost.

    Attributes:
        servers: processor seconds of the servers.
        people: the same of the process that stands for the people.
        roadmaps: seconds that each roadmap took which was opened meanwhile.
    """

    servers: float
    people: float
    roadmaps: Sequence[float]


@dataclass(frozen=True)
class Measured:
    """What a run showed.

    Attributes:
        people: how many.
        answers: given and shown as saved in the window that was measured.
        p50: seconds from an answer until it was shown, at the median.
        p95: the same, at the slow end.
        processor: milliseconds of the servers' processor time for each answer, all they did included.
        client: the same of the process that stands for the people.
        memory: megabytes of all servers at the end.
        failed: answers that were never shown.
        broken: connections lost.
        lost: answers shown as saved that are not in the database.
        doubled: answers that are in its history more often than they were given.
        roadmaps: how many were opened meanwhile.
        roadmap: seconds that one took, at the median.
        logged: lines of the servers' logs that tell of trouble.
    """

    people: int
    answers: int
    p50: float
    p95: float
    processor: float
    client: float
    memory: float
    failed: int
    broken: int
    lost: int
    doubled: int
    roadmaps: int
    roadmap: float
    logged: int

    def __str__(self) -> str:
        return (
            f"{self.people} people, {self.answers} answers: "
            f"p50 {1000 * self.p50:.0f} ms, p95 {1000 * self.p95:.0f} ms from answer to shown; "
            f"{self.processor:.1f} ms of processor an answer (the people themselves {self.client:.1f}); "
            f"{self.memory:.0f} MB; {self.failed} never shown, {self.broken} connections broken, "
            f"{self.lost} lost, {self.doubled} doubled; "
            f"{self.roadmaps} roadmaps meanwhile in {self.roadmap:.2f} s each; "
            f"{self.logged} lines of trouble in the log"
        )


def processor_seconds(pid: int) -> float:
    """Return the processor time a process has used, its threads included."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_of(pid: int) -> float:
    """Return the megabytes a process holds in memory."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


async def answering(
    people: Sequence[Person], load: Load, servers: Sequence[Server], planned: Sequence[Sequence[str]]
) -> Spent:
    """Let all of them answer.

    Args:
        people: who.
        load: how much.
        servers: whose processor time is counted.
        planned: for each of those who open roadmaps all the time, which.

    Returns:
        What it cost, from the moment when every page stood open.
    """
    sections = [dimension.id for dimension in people[0].instrument.dimensions]
    gate = asyncio.Semaphore(4)

    async def opened(person: Person, place: int) -> None:
        async with gate:
            await person.open(sections[place % len(sections)])

    await asyncio.gather(*(opened(person, place) for place, person in enumerate(people)))
    await asyncio.sleep(load.every)  # what was opened last is at rest
    begun = time.perf_counter()
    spent, own = sum(processor_seconds(one.pid) for one in servers), time.process_time()

    async def one(person: Person, place: int) -> None:
        due = begun + load.every * place / len(people)
        while due < begun + load.seconds and sum(person.times.values()) < load.items:
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            try:
                await person.answer_next()
            except ConnectionClosed:
                person.broken += 1
                with suppress(ConnectionClosed):
                    await person.come_back()
            due = max(due + load.every, time.perf_counter())

    url, until = people[0].tab.url, begun + load.seconds
    planners = [asyncio.create_task(planning(url, assessments, until)) for assessments in planned]
    await asyncio.gather(*(one(person, place) for place, person in enumerate(people)))
    roadmaps = [took for planner in planners for took in await planner]
    used = Spent(
        sum(processor_seconds(one.pid) for one in servers if one.runs) - spent,
        time.process_time() - own,
        roadmaps,
    )
    await asyncio.gather(*(person.tab.close() for person in people))
    return used


def audited(service: Service, database_url: str, people: Sequence[Person]) -> tuple[int, int]:
    """Return how many answers that were shown as saved are lost, and how many stand in the history twice."""
    lost = doubled = 0
    with closing(connect(database_url)) as database:
        for person in people:
            kept = service.assessments.open(person.assessment).assessment.answers
            for item, said in {**person.before, **person.given}.items():
                answer = kept.get(item, Answer())
                if said != (answer.point if isinstance(said, int) else answer.ticks or []):
                    lost += 1
                    print(f"lost: {item} of {person.assessment}: shown as saved {said}, stored {answer}")
            with database.reading() as connection:
                lines = read_audit(connection, person.assessment)
            history = Counter(line.detail["item"] for line in lines if line.action == "answer")
            for item, count in history.items():
                if count > person.times[item]:
                    doubled += count - person.times[item]
                    said = [
                        f"{line.at:%H:%M:%S} {line.detail}"
                        for line in lines
                        if line.detail.get("item") == item
                    ]
                    print(f"doubled: {item} of {person.assessment}, given {person.times[item]} times: {said}")
    return lost, doubled


TROUBLE = ("ERROR", "WARNING", "Traceback", "Exception")


def measured(people: Sequence[Person], load: Load, servers: Sequence[Server]) -> Measured:
    """Let people answer, and say what was seen.

    Args:
        people: who; each begun, none opened.
        load: how much.
        servers: on which; the first one's database is read in the end.
    """
    cards = servers[0].service.assessments.recent() if load.planners else []
    completed = [card.id for card in cards if card.status == "completed"]
    planned = [completed[number:] + completed[:number] for number in range(load.planners)]
    window = asyncio.run(answering(people, load, servers, planned))
    waits = [wait for person in people for wait in person.waits]
    cuts = quantiles(waits, n=100) if len(waits) > 1 else [0.0] * 99
    lost, doubled = audited(servers[0].service, servers[0].database_url, people)
    logs = {server.log.read_text(encoding="utf-8") for server in servers}
    return Measured(
        people=len(people),
        answers=len(waits),
        p50=cuts[49],
        p95=cuts[94],
        processor=1000 * window.servers / max(1, len(waits)),
        client=1000 * window.people / max(1, len(waits)),
        memory=sum(memory_of(server.pid) for server in servers if server.runs),
        failed=sum(len(person.failed) for person in people),
        broken=sum(person.broken for person in people),
        lost=lost,
        doubled=doubled,
        roadmaps=len(window.roadmaps),
        roadmap=median(window.roadmaps) if window.roadmaps else 0.0,
        logged=sum(any(each in line for each in TROUBLE) for log in logs for line in log.splitlines()),
    )


async def planning(url: str, assessments: Sequence[str], until: float) -> list[float]:
    """Open roadmaps one after another, each in a new tab; return the seconds that each took."""
    took = []
    for id_ in cycle(assessments):
        if time.perf_counter() > until:
            break
        tab, begun = Tab(url, "roadmap", f"a={id_}&lang=zh"), time.perf_counter()
        await tab.open()
        await tab.until(lambda tab=tab: tab.finished > 0)  # type: ignore[misc]  # the tab of this turn
        took.append(time.perf_counter() - begun)
        await tab.close()
    return took


@contextmanager
def serving(folder: Path, database: str, replicas: int) -> Iterator[tuple[str, Sequence[Server]]]:
    """Start servers; yield where people reach them, and each of them."""
    with ExitStack() as stack:
        url = ""
        if database == "postgresql":
            url = stack.enter_context(fresh_schema(stack.enter_context(postgres_server())))
        if replicas == 1:
            server = stack.enter_context(Server(folder, alive="ready", database_url=url))
            yield server.url().rstrip("/"), [server]
            return
        site = stack.enter_context(Replicas(folder, url, replicas))
        yield site.nginx.url, site.servers


def killed_after(server: Server, seconds: float) -> Thread:
    """Kill a server in the hardest way after a while, and start it again ten seconds later."""

    def kill() -> None:
        time.sleep(seconds)
        server.kill()
        time.sleep(10)
        server.start()

    thread = Thread(target=kill, daemon=True)
    thread.start()
    return thread


def row_of(seen: Measured, database: str, replicas: int, *, killed: bool) -> str:
    """Return a line of the table; its first three cells say what was asked."""
    servers = f"{replicas}, one killed" if killed else str(replicas)
    cells = (
        database,
        servers,
        f"{seen.people}",
        f"{seen.answers:,}",
        f"{1000 * seen.p50:.0f}",
        f"{1000 * seen.p95:.0f}",
        f"{seen.processor:.1f}",
        f"{seen.memory:.0f}",
        f"{seen.broken}",
        f"{seen.failed}",
        f"{seen.lost}",
        f"{seen.doubled}",
    )
    return f"| {' | '.join(cells)} |"


def keep(row: str) -> None:
    """Write a line into the page, in the place of the one that was measured with the same asked."""
    page = ROOT / "docs" / "people.md"
    before = page.read_text(encoding="utf-8").splitlines() if page.exists() else []
    rows = {_asked(line): line for line in before if line.startswith(("| sqlite", "| postgresql"))}
    rows[_asked(row)] = row
    table = "\n".join(rows[key] for key in sorted(rows, key=lambda key: (key[0], key[1], int(key[2]))))
    text = REPORT.format(
        rows=table,
        day=datetime.now(UTC).date(),
        machine=f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        python=platform.python_version(),
        streamlit=version("streamlit"),
    )
    page.write_text(text, encoding="utf-8")


def _asked(row: str) -> tuple[str, str, str]:
    first, second, third = (cell.strip() for cell in row.split("|")[1:4])
    return first, second, third


REPORT = """# How many people at once

Made by `python -m benchmarks people --write`, a line for each run; do not edit by hand. Each person answers
one question every three to five seconds and waits until the page says that it is saved. Milliseconds: from
the click until that is shown; processor is the servers' time for each answer, all else they did included:
the next part of the questionnaire drawn, parts that look by themselves whether others changed something.
Lost: shown as saved and not in the database.
Doubled: more often in the history than given. Broken: connections that were lost.
The machine was shared with other work.

| database | servers | people | answers | p50 | p95 | processor | MB | broken | never shown | lost | doubled |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
{rows}

Several servers stand behind the nginx of `deploy/nginx.conf`. Last run on {day}: {machine}, Python {python},
Streamlit {streamlit}.
"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=60)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--every", type=float, default=5, help="seconds between two answers of one person")
    parser.add_argument("--items", type=int, default=10_000, help="answers each gives at the most")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--replicas", type=int, default=1, help="several: behind nginx, on PostgreSQL")
    parser.add_argument("--kill", type=float, help="seconds after which one replica is killed (SIGKILL)")
    parser.add_argument("--planners", type=int, default=0, help="others who open roadmaps")
    parser.add_argument("--write", action="store_true", help="keep the line in docs/people.md")
    asked = parser.parse_args()
    database = asked.database if asked.replicas == 1 else "postgresql"
    with (
        TemporaryDirectory(prefix="people-") as folder,
        serving(Path(folder), database, asked.replicas) as (url, servers),
    ):
        people = begin_people(servers[0].service, url, asked.people)
        if asked.planners:
            servers[0].service.examples.add()
        if asked.kill is not None:
            killed_after(servers[-1], asked.kill)
        load = Load(asked.seconds, asked.every, asked.items, asked.planners)
        seen = measured(people, load, servers)
        print(f"{database}, {asked.replicas} server(s): {seen}")
        if asked.write:
            keep(row_of(seen, database, asked.replicas, killed=asked.kill is not None))


if __name__ == "__main__":
    main()
