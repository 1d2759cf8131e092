"""Somebody who answers the questionnaire in a tab that speaks Streamlit's protocol, click by click."""

import asyncio
import random
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import md5

from websockets.exceptions import ConnectionClosed

from assessment.instrument.model import AnchoredItem, GridItem, Instrument
from assessment.responses import Mode
from assessment.service import Service
from benchmarks.streamlit_tab import Shown, Tab
from tests.browser.questionnaire import EVERYTHING

PATIENCE = 60.0
"""Seconds a person waits for an answer to be shown as saved."""
SAVED = ":material/check:"
"""How the line below a question begins that says when it was saved."""
WIDGETS = {"radio": "v|", "checkbox": "c.", "button_group": "g."}
"""The kinds of questions: the widget, and how the program's key for it begins."""


@dataclass
class Person:
    """Somebody who answers a questionnaire.

    Attributes:
        assessment: its id.
        instrument: what is asked.
        tab: where it is answered.
        chance: chooses the answers.
        given: what the page said was saved last, by item: a point, or ticks.
        before: what was given on an earlier way through the questionnaire, by item.
        times: how often something was given, by item.
        waits: seconds from each answer until it was shown as saved.
        failed: answers that were never shown as saved.
        broken: how often the connection was lost.
    """

    assessment: str
    instrument: Instrument
    tab: Tab
    chance: random.Random
    given: dict[str, int | list[str]] = field(default_factory=dict)
    before: dict[str, int | list[str]] = field(default_factory=dict)
    times: Counter[str] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    broken: int = 0

    async def open(self, section: str) -> None:
        """Open a part of the questionnaire and wait until it is drawn."""
        self.tab.query = f"a={self.assessment}&lang=zh&d={section}"
        await self.tab.open()
        await self.drawn()

    async def drawn(self) -> None:
        """Wait until the page was drawn to its end."""
        await self.tab.until(lambda: bool(self.tab.finished and self.forward()))

    def forward(self) -> Shown | None:
        """Return the button that leads to the next part."""
        found = [each for each in self.tab.find("button") if each.content.type == "primary"]
        return found[-1] if found else None

    def questions(self) -> list[tuple[str, Shown]]:
        """Return the questions on the page with the first widget of each, in their order."""
        found: dict[str, Shown] = {}
        for kind, beginning in WIDGETS.items():
            for widget in self.tab.find(kind, beginning):
                item = widget.key.split("|")[2]
                found.setdefault(item, widget)
        places = {id(one): path for path, one in self.tab.elements.items()}
        return sorted(found.items(), key=lambda each: places[id(each[1])])

    async def answer_next(self) -> None:
        """Answer the next question that has no answer; after the last of a part go on to the next part."""
        open_ = [each for each in self.questions() if each[0] not in self.given]
        while not open_:
            await self.go_on()
            open_ = [each for each in self.questions() if each[0] not in self.given]
        await self.answer(*open_[0])

    async def go_on(self) -> None:
        """Go on to the next part; after the last one begin again, changing the answers."""
        button, ended = self.forward(), self.tab.finished
        if button is None or "d=numbers" in self.tab.query:
            self.before, self.given = {**self.before, **self.given}, {}
            self.tab.query = f"a={self.assessment}&lang=zh&d={self.instrument.dimensions[0].id}"
            await self.tab.ask()
        else:
            await self.tab.click(button)
        await self.tab.until(
            lambda: (
                self.tab.finished > ended
                and bool(self.forward())
                and (bool(self.questions()) or "d=numbers" in self.tab.query)
            )
        )

    async def answer(self, item: str, widget: Shown) -> None:
        """Click an answer that differs from the one before, and wait until the page says that it is saved."""
        value, said = self.choose(item, widget)
        begun, run = time.perf_counter(), self.tab.runs
        self.times[item] += 1  # one that is never shown may still be stored
        try:
            await self.tab.set(widget, **value)
            await asyncio.wait_for(self.tab.until(lambda: self.is_saved(widget, run)), PATIENCE)
        except ConnectionClosed:
            self.broken += 1
            await self.after_a_break(item, widget, value)
        except TimeoutError:
            self.failed.append(item)
            return
        self.given[item] = said
        self.waits.append(time.perf_counter() - begun)

    async def after_a_break(self, item: str, widget: Shown, value: dict[str, object]) -> None:
        """Connect again, as often as it takes; the tab hands in what its widgets hold."""
        while True:
            with suppress(ConnectionClosed):
                await self.come_back()
                await self.make_sure(item, widget, value)
                return
            self.broken += 1

    async def come_back(self) -> None:
        """Connect again and wait until the page is drawn."""
        before = self.tab.finished
        await self.tab.reopen()
        await self.tab.until(lambda: self.tab.finished > before and bool(self.forward()))

    async def make_sure(self, item: str, widget: Shown, value: dict[str, object]) -> None:
        """Click once more, where the page does not show an answer as stored."""
        again = dict(self.questions()).get(item, widget)
        if not self.shows(again, value):
            run = self.tab.runs
            await self.tab.set(again, **value)
            await self.tab.until(lambda: self.is_saved(again, run))

    def is_saved(self, widget: Shown, run: int) -> bool:
        """Whether the part of the page with a widget says so since a run."""
        return any(
            each.kind == "markdown" and each.run > run and each.content.body.startswith(SAVED)
            for each in self.tab.elements.values()
            if each.fragment == widget.fragment
        )

    def shows(self, widget: Shown, value: dict[str, object]) -> bool:
        """Whether a widget is drawn with this value as the stored one."""
        content = widget.content
        if widget.kind == "radio":
            stored = content.options[content.default] if content.HasField("default") else None
            return bool(stored == value["string_value"])
        if widget.kind == "checkbox":
            return bool(content.default == value["bool_value"])
        pressed = [content.options[each].content for each in content.default]
        return bool({"data": pressed} == value["string_array_value"])

    def choose(self, item: str, widget: Shown) -> tuple[dict[str, object], int | list[str]]:
        """Return the value of a widget, and what it says of the item."""
        asked = self.instrument.item(item)
        before = self.before.get(item)
        if isinstance(asked, AnchoredItem):
            points = [each for each in sorted(asked.anchors) if each != before]
            point = self.chance.choice(points)
            return {"string_value": widget.content.options[sorted(asked.anchors).index(point)]}, point
        if isinstance(asked, GridItem):
            row = widget.key.partition("|")[0].removeprefix("g.")
            place = self.chance.randrange(len(asked.columns))
            columns = list(asked.columns)
            if isinstance(before, list) and before == [f"{row}.{columns[place]}"]:
                place = (place + 1) % len(columns)
            pressed = [widget.content.options[place].content]
            return {"string_array_value": {"data": pressed}}, [f"{row}.{columns[place]}"]
        option = widget.key.partition("|")[0].removeprefix("c.")
        ticked = before != [option]
        return {"bool_value": ticked}, [option] if ticked else []


def replica_cookie(assessment: str) -> str:
    """Return the cookie of a browser that was here before: nginx keeps it at one replica."""
    return f"replica={md5(assessment.encode(), usedforsecurity=False).hexdigest()}"


def begin_people(service: Service, url: str, count: int, mode: Mode = Mode.FULL) -> list[Person]:
    """Begin an assessment for each of so many people."""
    instrument = service.bank.instrument
    return [
        Person(
            (begun := service.assessments.start(f"店铺{number}", mode, EVERYTHING, None)),
            instrument,
            Tab(
                url,
                "respond",
                "",
                cookies=replica_cookie(begun),
            ),
            random.Random(begun),  # noqa: S311 - no secret
        )
        for number in range(count)
    ]
