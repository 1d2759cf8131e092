"""The questionnaire as a person meets it: by its questions, never by their wording."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from assessment.instrument.model import AnchoredItem, ChecklistItem, GridItem, Item, MetricItem
from assessment.responses import Answer, Assessment, Mode
from assessment.texts import Text, Value
from assessment.ui.navigation import css_key
from assessment.ui.state.answering import NONE_OF_THESE, asked_items, choices, number_text
from tests.browser.server import PATIENCE, Server, until

expect.set_options(timeout=1000 * PATIENCE)

EVERYTHING = {
    "sells_live": True,
    "runs_ads": True,
    "sold_with_creators": True,
    "joined_campaign": True,
    "works_with_top_kol": True,
}
"""A profile that leaves no question out."""

PRIMARY = "[data-testid=stBaseButton-primary]"


def left(page: Page) -> Page:
    """Leave a private link: by the way out of its page, then by the button that asks for it."""
    if page.locator("a.leave").count():
        page.locator("a.leave").click()
    page.get_by_role("button", name=Text("links.door.leave_button").in_("zh"), exact=True).click()
    expect(page.locator("h1").first).to_have_text(Text("links.door.left").in_("zh"))
    return page


COPIES_AT_REST = """() => !document.querySelector('.st-key-browser_copy')
  || Boolean(document.__copies && document.__copies.isAtRest())"""


def settled(page: Page) -> Page:
    """Wait until a page is drawn and will not be drawn anew by itself, and return it."""
    expect(page.locator(".st-key-head [role=radiogroup]")).to_have_count(1)
    expect(page.locator("[data-testid=stSkeleton]")).to_have_count(0)
    # What an earlier page left behind is handed in after the first drawing, and the page drawn anew with it.
    page.wait_for_function(COPIES_AT_REST)
    expect(page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]')).to_be_visible()
    return page


TO_AWAITED_CHARTS = """() => {
  const seen = place => [...document.querySelectorAll(place)].find(one => one.offsetParent);
  const awaited = seen('.awaited');
  if (awaited) awaited.scrollIntoView({block: 'center'});
  return !awaited && Boolean(seen('.js-plotly-plot'));
}"""


def with_charts(page: Page) -> Page:
    """Go down a page until every chart is drawn, and return it."""
    page.wait_for_function(TO_AWAITED_CHARTS, polling=200)
    return settled(page)


def pick(page: Page, box: str, option: str | int) -> None:
    """Pick an option of a box by its name, or by its place.

    A list closes again when what is above it still grows or scrolls; it is opened anew, as a person would.
    """
    combobox = page.get_by_role("combobox", name=box)
    options = page.get_by_role("option")
    chosen = options.nth(option) if isinstance(option, int) else options.filter(has_text=option)

    def picked() -> bool:
        if combobox.get_attribute("aria-expanded") != "true":
            # In the middle of the window: a list at its foot is closed by the scrolling that follows.
            combobox.evaluate("one => one.scrollIntoView({block: 'center'})")
            combobox.click()
        try:
            chosen.click(timeout=2000)
        except PlaywrightTimeout:
            return False
        return True

    until(picked, f"{option} is picked in {box}")


def id_in(page: Page) -> str:
    """Return the assessment in the address of a page."""
    page.wait_for_url(lambda url: "a=" in urlsplit(url).query)
    return parse_qs(urlsplit(page.url).query)["a"][0]


@dataclass(frozen=True)
class Questionnaire:
    """One assessment, in one browser tab."""

    page: Page
    server: Server
    id: str
    lang: str = "zh"

    @classmethod
    def begun(
        cls,
        page: Page,
        server: Server,
        mode: Mode = Mode.CORE,
        profile: Mapping[str, object] = EVERYTHING,
        lang: str = "zh",
    ) -> "Questionnaire":
        """Begin an assessment behind the page's back, to be looked at in it."""
        begun = server.service.assessments.start("老陈果园", mode, profile, None)
        return cls(page, server, begun, lang)

    def words(self, key: str, **values: Value) -> str:
        """Return a message as this page shows it."""
        return Text(key, **values).in_(self.lang)

    def open(self, section: str, page: str = "respond") -> "Questionnaire":
        """Go to a section by its address."""
        self.page.goto(self.server.url(page, a=self.id, lang=self.lang, d=section))
        if page == "respond":
            # Drawn last: a page that is begun twice is at rest in between.
            expect(self.page.locator(".st-key-foot")).to_be_attached()
        settled(self.page)
        return self

    # On disk

    @property
    def kept(self) -> Assessment:
        """The assessment as it is on disk."""
        return self.server.service.assessments.open(self.id).assessment

    def answer(self, item: str) -> Answer:
        """Return an answer as it is on disk."""
        return self.kept.answers.get(item, Answer())

    def wait_kept(self, item: str, **said: object) -> None:
        """Wait until an answer is on disk with these parts."""
        until(
            lambda: all(getattr(self.answer(item), part) == value for part, value in said.items()),
            f"{item} is kept as {said}",
        )

    def items(self, dimension: str) -> list[Item]:
        """Return what is asked in a dimension."""
        kept = self.server.service.assessments.open(self.id)
        return asked_items(kept.instrument.dimension(dimension), kept.assessment)

    # On the page

    def question(self, item: str) -> Locator:
        """Return the box of a question."""
        return self.page.locator(f".st-key-{css_key(item)}")

    def choose(self, item: Item, choice: str) -> None:
        """Pick a choice of a question by what it stands for: a point, or why there is none."""
        if isinstance(item, AnchoredItem):
            place = choices(item, sorted(item.anchors)).index(choice)
            self.question(item.id).locator("[data-testid=stRadioOption]").nth(place).click()
        else:
            # The last row of small buttons; a grid has one for each of its rows above.
            row = self.question(item.id).locator("[data-testid=stButtonGroup]").last
            row.locator("button").nth(choices(item, []).index(choice)).click()

    def tick(self, item: Item, tick: str) -> None:
        """Tick one thing of a checklist or a grid."""
        if isinstance(item, ChecklistItem):
            place = list(item.options).index(tick)
            self.question(item.id).locator("[data-testid=stCheckbox] label").nth(place).click()
        else:
            assert isinstance(item, GridItem)
            row, column = tick.split(".")
            group = (
                self.question(item.id).locator("[data-testid=stButtonGroup]").nth(list(item.rows).index(row))
            )
            group.locator("button").nth(list(item.columns).index(column)).click()

    def give(self, item: Item, said: Answer | float) -> None:
        """Answer a question, and wait until the answer is on disk."""
        if isinstance(item, MetricItem):
            field = self.question(item.id).locator("input")
            field.fill(f"{said:g}")
            field.press("Enter")
            until(lambda: item.metric in self.kept.metrics, f"{item.metric} is kept")
            return
        assert isinstance(said, Answer)
        if said.ticks:
            for count, tick in enumerate(said.ticks, start=1):
                self.tick(item, tick)
                self.wait_kept(item.id, ticks=[one for one in item_ticks(item) if one in said.ticks[:count]])
        elif said.ticks is not None:
            self.choose(item, NONE_OF_THESE)
        else:
            self.choose(item, str(said.point) if said.absent is None else said.absent.value)
        self.wait_kept(item.id, point=said.point, ticks=said.ticks, absent=said.absent)

    def shows(self, item: Item) -> None:
        """Wait until a question shows what is on disk for it."""
        box = self.question(item.id)
        expect(box).to_be_visible()
        if isinstance(item, MetricItem):
            expect(box.locator("input")).to_have_value(number_text(self.kept.metrics[item.metric].number))
            return
        kept = self.answer(item.id)
        if isinstance(item, AnchoredItem):
            options = box.locator("[data-testid=stRadioOption] input")
            chosen = kept.absent.value if kept.absent else None if kept.point is None else str(kept.point)
            for place, choice in enumerate(choices(item, sorted(item.anchors))):
                expect(options.nth(place)).to_be_checked(checked=choice == chosen)
            return
        if isinstance(item, ChecklistItem):
            for place, option in enumerate(item.options):
                box_ = box.locator("[data-testid=stCheckbox] input").nth(place)
                expect(box_).to_be_checked(checked=option in (kept.ticks or []))
        pressed = box.locator("[data-testid=stButtonGroup] button[aria-pressed=true]")
        expect(pressed).to_have_count(len(kept.ticks or []) if isinstance(item, GridItem) else 0)

    def note(self, item: str) -> Locator:
        """Unfold a question's note and return its box."""
        box = self.question(item)
        if not box.locator("details[open]").count():
            box.locator("summary").click()
        note = box.locator("textarea").first
        expect(note).to_be_attached()  # what is empty is drawn once it is opened
        return note

    def forward(self) -> None:
        """Go to the next section by the button at the foot."""
        before = self.page.url
        self.page.locator(f".st-key-foot {PRIMARY}").click()
        self.page.wait_for_url(lambda url: url != before)
        settled(self.page)


def item_ticks(item: Item) -> tuple[str, ...]:
    """Return what may be ticked, in order."""
    assert isinstance(item, ChecklistItem | GridItem)
    return tuple(item.tick_ids)
