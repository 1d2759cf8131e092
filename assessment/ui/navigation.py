"""Addresses: the pages by name, the section of the questionnaire, and what is shown where nothing is open.

Pages link to each other by name. The pages themselves are registered by the
app, so that nothing below it imports a page.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, Literal, TypeVar

import streamlit as st

from assessment.instrument.model import Item
from assessment.service import NoSuchAssessment, Opened, Snapshot
from assessment.settings import settings
from assessment.ui.state.session import (
    address,
    assessment_id,
    language,
    may,
    merchant_link_closed,
    service,
    visitor,
    words,
)

URL_PATHS = {"respondents": "voices", "merchant_home": "own"}
"""Path of a page in the address, where it is not its name: links that people keep go on working."""

Read = TypeVar("Read")

_views: dict[str, Callable[[], None]] = {}


def register(views: Mapping[str, Callable[[], None]]) -> None:
    """Make pages known by their names, each with the function that draws it; the first is the start."""
    _views.update(views)


Audience = Literal["all", "answer", "read", "closed", "guest"]
"""For whom the pages of this visitor are: everybody who works here, or one of those below."""
PAGES_OF: Mapping[Audience, tuple[str, ...]] = {
    "answer": ("merchant_home", "respond", "results", "roadmap", "compare", "numbers", "privacy"),
    "read": ("results", "privacy"),
    "closed": ("merchant_home",),
    "guest": ("start", "privacy"),
}
"""The pages of visitors without an account: by a merchant's link, which may be closed, or by none."""
OF_VISITORS = frozenset({"merchant_home", "start"})
"""Pages for them alone."""


def audience() -> Audience:
    """Return for whom the pages of this visitor are."""
    who = visitor()
    if who.kind == "merchant":
        return who.scope or "closed"
    if merchant_link_closed() is not None:
        return "closed"
    return "guest" if who.kind == "guest" else "all"


def pages() -> dict[str, Any]:
    """Return every page by its name, made once for a tab in a language.

    For visitors without an account all other addresses lead to their first page.
    """
    made: dict[tuple[str, str], dict[str, Any]] = st.session_state.setdefault("pages", {})
    key = (audience(), language())
    if key not in made:
        names = PAGES_OF.get(audience())
        first = next(iter(_views)) if names is None else names[0]
        made[key] = {
            name: st.Page(
                draw if names is None or name in names else _views[first],
                title=words(f"app.nav.{name if names is None or name in names else first}"),
                url_path=URL_PATHS.get(name, name),
                default=name == first,
            )
            for name, draw in _views.items()
            if names is not None or name not in OF_VISITORS
        }
    return made[key]


def only_a_sheet() -> list[Any]:
    """Return the pages for a visitor with a private link: whatever the address, the one sheet.

    Every address the pages have leads there, so that none of them is told to be missing.
    """
    title = words("app.nav.sheet")
    names = ["merchant_home", *(name for name in _views if name != "merchant_home")]
    return [
        st.Page(
            _views["sheet"], title=title, url_path=URL_PATHS.get(name, name), default=name == "merchant_home"
        )
        for name in names
    ]


NEEDED = {
    "respond": "next_round.of",
    "intake": "intake.session",
    "private": "intake.notes",
    "numbers": "next_round.of",
    "results": "assessments.snapshot",
    "roadmap": "roadmaps.kept",
    "compare": "rounds.of_merchant",
    "respondents": "respondents.of",
    "sheet": "respondents.own_sheet",
    "portfolio": "portfolio.page",
    "put_away": "put_away.listed",
    "items": "items.review",
    "links": "privacy.export",
    "audit": "events.listed",
    "people": "accounts.people",
}
"""The verb that a page cannot do without; pages that are not named are for everybody."""


WITH_SIGN_IN = frozenset({"people"})
"""Pages that say nothing where nobody signs in: a link made there would enter nothing."""


def may_open(name: str) -> bool:
    """Whether this visitor may see a page at all."""
    names = PAGES_OF.get(audience())
    if name in OF_VISITORS if names is None else name not in names:
        return False
    if name in WITH_SIGN_IN and not settings().has_sign_in:
        return False
    verb = NEEDED.get(name)
    return verb is None or may(verb)


def page_at(url_path: str) -> str:
    """Return the name of the page at a path; the start page has none."""
    return next((name for name, path in URL_PATHS.items() if path == url_path), url_path)


def not_open() -> None:
    """Say that a page is not for this visitor, and the way home."""
    st.info(words("app.not_open"), icon=":material/lock:")
    st.page_link(page("home"), label=words("app.nav.to_home"), query_params=address())


def page(name: str) -> Any:
    """Return one page by name; the way home leads to the visitor's first page."""
    names = PAGES_OF.get(audience())
    return pages()[names[0] if names is not None and name == "home" else name]


SECTION = "d"
"""The query parameter that names the section."""


def css_class(key: str) -> str:
    """Return the class that Streamlit gives to the place of a widget with this key."""
    return "st-key-" + re.sub(r"[^a-zA-Z0-9_-]", "-", key.strip())


def css_key(item_id: str) -> str:
    """Return the key of a question's container, usable as a CSS class."""
    return "q_" + item_id.replace(".", "__")


def show_section(section: str) -> None:
    """Let the questionnaire show another section when it is drawn next, as it is after a press."""
    st.query_params[SECTION] = section
    st.session_state.pop("scroll_to", None)


def go_to_section(section: str) -> None:
    """Show another section of the questionnaire."""
    show_section(section)
    st.rerun()


def bring_into_view(item_id: str) -> None:
    """Let the questionnaire open at a question when it is drawn next."""
    count = st.session_state.get("scrolls", 0) + 1
    st.session_state["scrolls"] = count
    st.session_state["scroll_to"] = (css_key(item_id), f"{item_id}-{count}")


def show_item(item_id: str) -> None:
    """Let the questionnaire show a question when it is drawn next: its section, with the question in view."""
    bring_into_view(item_id)
    st.query_params[SECTION] = item_id.partition(".")[0]


def go_to_item(item_id: str) -> None:
    """Show a question, from within the questionnaire."""
    show_item(item_id)
    st.rerun()


def go_on_at(item: Item | None) -> None:
    """Set where an address without a section leads: to a question, where there is one to go on with."""
    if item is not None and SECTION not in st.query_params:
        bring_into_view(item.id)
        st.query_params[SECTION] = item.dimension


def scroll_target() -> tuple[str | None, str]:
    """Return the container to bring into view, and a stamp that tells one request from the next."""
    target: tuple[str, str] | None = st.session_state.get("scroll_to")
    return (None, "") if target is None else target


def opened_here() -> tuple[str, Opened] | None:
    """Return the assessment of the address; where there is none, say so."""
    snapshot = snapshot_here()
    return None if snapshot is None else (snapshot.id, snapshot.opened)


def snapshot_here() -> Snapshot | None:
    """Read the assessment of the address, once for all sections of a page; where there is none, say so."""
    return read_here(lambda current: service().assessments.snapshot(current))  # noqa: PLW0108 - asked only if one is open


def read_here(read: Callable[[str], Read]) -> Read | None:
    """Return what is read of the assessment of the address; where there is none, say so."""
    current = assessment_id()
    if current is not None:
        try:
            return read(current)
        except NoSuchAssessment as error:
            st.warning(error.in_(language()))
    nothing_open()
    return None


def nothing_open() -> None:
    """Say that no assessment is open, and the way home."""
    st.info(words("app.nothing_open"))
    st.page_link(page("home"), label=words("app.nav.to_home"), query_params=address())


def nothing_answered(assessment_id: str) -> None:
    """Say that there is no result yet, and the way to the questions."""
    st.info(words("results.nothing_yet"))
    if may_open("respond"):
        st.page_link(
            page("respond"), label=words("results.to_questions"), query_params=address(assessment_id)
        )
