"""Widgets without a subject: charts with their table, saving while typing, clicks in their order."""

import json
import re
from collections import OrderedDict
from collections.abc import Callable, Collection
from functools import cache, partial
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from streamlit.runtime import exists, get_instance
from streamlit.runtime.scriptrunner import get_script_run_ctx

from assessment.charts.figure import finished_by, height_of
from assessment.charts.picks import Pick, picked
from assessment.charts.theme import CONFIG, Look
from assessment.presentation.values import Table, html_table, no_formula
from assessment.service import ResultCache, Service, StoreError
from assessment.texts import Text, messages
from assessment.ui.state.session import is_dark, language, service, words


def look(*, narrow: bool = False) -> Look:
    """Return for whom and for what page something is drawn."""
    return Look(language(), narrow, is_dark())


def grid(name: str, draw: Callable[[Look], str], table: Table) -> None:
    """Show an HTML table of ours, escaped by its template, and its numbers folded away."""
    st.html(draw(look()))
    as_table(name, table)


def chart(name: str, draw: Callable[[Look], go.Figure], table: Table) -> None:
    """Show a chart once it comes near the screen and, folded away, the numbers it is made of.

    What draws charts is the heaviest script there is: who does not get so far
    need not load it. Until then the numbers stand there for those who cannot
    see, and for paper.
    """
    _drawn_when_near(name, draw, table)
    as_table(name, table)


@st.fragment
def _drawn_when_near(name: str, draw: Callable[[Look], go.Figure], table: Table) -> None:
    """Draw a chart where the browser has said that it comes near.

    The server does not know how wide the screen is: both drawings are sent,
    and the style shows the one that fits.
    """
    key = f"near_{name}"
    is_near = st.session_state.get(key) is not None and st.session_state[key].get("near") is not None
    with st.container(key=f"awaited_{name}"):
        _in_view()(key=key, data={"drawn": is_near}, on_near_change=lambda: None)
        if not is_near:
            wide, narrow = (height_of(partial(draw, look(narrow=narrow))) for narrow in (False, True))
            st.html(awaited_chart(table, wide, narrow))
            return
        for kind, narrow in (("wide", False), ("narrow", True)):
            with st.container(key=f"{kind}_{name}"):
                st.plotly_chart(
                    _figure(draw, narrow=narrow), theme=None, config=CONFIG, key=f"{kind}_{name}_chart"
                )


FIGURES = 32
"""Figures that this server remembers: those that a few people look at just now, wide and narrow."""


@st.cache_resource(show_spinner=False)
def _figures() -> ResultCache:
    return ResultCache(FIGURES)


def _figure(draw: Callable[[Look], go.Figure], *, narrow: bool) -> go.Figure:
    """Draw a chart; what comes out as before is not put together again, which takes plotly longest."""
    _figures().forget_after(service().erasures)
    with finished_by(lambda drawn: _figures().get(json.dumps(drawn), lambda: go.Figure(drawn))):
        return draw(look(narrow=narrow))


def awaited_chart(table: Table, wide: float, narrow: float) -> str:
    """Return what stands in the place of a chart until it is drawn: its numbers, to be heard and printed.

    Args:
        table: the numbers.
        wide: how high the chart will be, in pixels, so that nothing moves once it is there.
        narrow: the same on a narrow screen.
    """
    heights = f"--wide: {wide:.0f}px; --narrow: {narrow:.0f}px"
    return f'<div class="awaited" style="{heights}">{html_table(table.headings, table.rows)}</div>'


def data_table(frame: pd.DataFrame, **options: Any) -> None:
    """Show a table; its download and what is copied from it hold no live formula.

    It scrolls, drawn on a canvas that shows its first rows on paper: there all rows stand in its place.
    """
    texts = frame.select_dtypes(include=["object", "string"]).columns
    safe = frame.assign(**{name: frame[name].map(no_formula, na_action="ignore") for name in texts})
    st.dataframe(safe, hide_index=True, **options)
    rows = frame.itertuples(index=False, name=None)
    st.html(html_table(frame.columns, rows, "on-paper"))


def sums(text: str) -> None:
    """Show sums line by line; a block of code would load what colours programs, half a megabyte."""
    st.html(f'<pre class="sums">{escape(text)}</pre>')


@st.fragment
def as_table(name: str, table: Table) -> None:
    """Fold the numbers behind a drawing away; what shows them is loaded once somebody opens them.

    Args:
        name: of the drawing, for the key.
        table: the numbers.
    """
    label = words("app.as_table")
    folded = st.expander(label, icon=":material/table:", key=f"as_table_{name}", on_change="rerun")
    if folded.open:
        with folded:
            data_frame(table)


def data_frame(table: Table) -> None:
    """Show a table whose columns can be sorted."""
    columns: dict[str, Any] = {}
    for place, heading in enumerate(table.headings):
        cells = [no_formula(row[place]) for row in table.rows]
        # What may be missing stays a number, so that a column can be sorted.
        kind = "float64" if heading in table.numbers else None if cells else "object"
        columns[heading] = cells if kind is None else np.array(cells, dtype=kind)
    # What is missing is no word of the visitor's language: a dash, as in the drawing.
    st.dataframe(pd.DataFrame(columns), hide_index=True, placeholder="-")


def download(  # noqa: PLR0913 - a file, and the button that makes it
    label: str,
    make: Callable[[str], bytes | str],
    file_name: str,
    *,
    key: str,
    icon: str = "download",
    help: str | None = None,  # noqa: A002 - as Streamlit calls it
    tertiary: bool = False,
) -> None:
    """Offer a file that is made when it is asked for, so that a list of many stays quick.

    Args:
        label: of the button.
        make: makes the file in a language. It runs away from the page, where nobody's language is known:
            it is given the one of the page on which the button stands. Nor is the visitor known there:
            what it asks of the service it asks by `service_later`.
        file_name: says what kind of file it is by its ending; no name of a merchant belongs in it.
        key: of the button.
        icon: its sign.
        help: more about it.
        tertiary: whether it stands among other small buttons.
    """
    context = get_script_run_ctx()
    st.download_button(
        label,
        partial(_made, "" if context is None else context.session_id, make, language()),
        file_name=file_name,
        mime=MEDIA_TYPES[file_name.rpartition(".")[2]],
        key=key,
        icon=f":material/{icon}:",
        help=help,
        type="tertiary" if tertiary else "secondary",
        on_click="ignore",
    )


MEDIA_TYPES = {
    "csv": "text/csv",
    "ics": "text/calendar",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}


UPLOADS: OrderedDict[str, None] = OrderedDict()
"""The tabs that show a place for files just now; nobody else may send any."""
MOST_TABS = 10_000


def upload(label: str, **options: Any) -> Any:
    """Show Streamlit's place for files, and let this tab send some."""
    context = get_script_run_ctx()
    if context is not None:
        UPLOADS[context.session_id] = None
        while len(UPLOADS) > MOST_TABS:
            UPLOADS.popitem(last=False)
    st.session_state["upload_shown"] = True
    return st.file_uploader(label, **options)


MANY = ""
"""In the place of a merchant's id: a file that may hold something of any merchant."""
DOWNLOADS: OrderedDict[str, set[str]] = OrderedDict()
"""The tabs with files of ours, which the framework keeps in memory once they are made, and whose they are."""
_forgotten = [0]


def remember_files(merchant_id: str = MANY) -> None:
    """Note that this tab has a file, and of which merchant: it goes once something of that is erased."""
    context = get_script_run_ctx()
    if context is not None:
        _remember_file(context.session_id, merchant_id)
    st.session_state.setdefault("files_of", set()).add(merchant_id)


def _remember_file(session: str, merchant_id: str) -> None:
    DOWNLOADS.setdefault(session, set()).add(merchant_id)
    while len(DOWNLOADS) > MOST_TABS:
        DOWNLOADS.popitem(last=False)


def _made(session: str, make: Callable[[str], bytes | str], lang: str) -> bytes | str:
    """Make a file that was asked for; from now on it is in memory."""
    _remember_file(session, MANY)
    return make(lang)


def forget_downloads(known: Service) -> None:
    """Let go of files and reports of merchants something was erased of, here or by another program.

    A file of another shop stays, and so does the button that saves it.
    """
    try:
        count = known.look_for_erased()
    except StoreError:
        return  # the page says so, where it needs the database
    before = st.session_state.get("erased", count)
    st.session_state["erased"] = count
    if before != count:
        held: set[str] = st.session_state.get("files_of", set())
        for made in ("book_read", "restored", *(("reports",) if _is_among(held, known, before) else ())):
            st.session_state.pop(made, None)
    if count == _forgotten[0] or not exists():
        return
    since, _forgotten[0] = _forgotten[0], count
    manager = get_instance().media_file_mgr
    for session, merchants in list(DOWNLOADS.items()):
        if _is_among(merchants, known, since):
            manager.clear_session_refs(session)
            DOWNLOADS.pop(session, None)
    manager.remove_orphaned_files()


def _is_among(held: Collection[str], known: Service, since: int) -> bool:
    """Whether a file of a tab may hold something that was erased."""
    erased = known.erased_since(since)
    return bool(erased) and (MANY in held or not erased.isdisjoint(held))


def end_uploads() -> None:
    """Let this tab send no more files where its page, drawn to the end, had no place for them."""
    context = get_script_run_ctx()
    if not st.session_state.pop("upload_shown", False) and context is not None:
        UPLOADS.pop(context.session_id, None)


Shown = Callable[[Pick], None]


def pickable(name: str, about: str, draw: Callable[[Look], go.Figure], table: Table, show: Shown) -> None:
    """Show a chart with its table, and below it what was picked in it last.

    Args:
        name: of the chart, for its keys.
        about: what it is about, such as the rounds it compares: another one begins with nothing picked.
        draw: draws it, narrow or not.
        table: the numbers it is made of.
        show: shows what lies behind a mark.
    """
    turn = st.session_state.get(f"turn_{name}", 0)
    for kind, narrow in (("wide", False), ("narrow", True)):
        key = f"{kind}_{name}_{about}_{turn}"
        with st.container(key=f"{kind}_{name}"):
            st.plotly_chart(
                _figure(draw, narrow=narrow),
                theme=None,
                config=CONFIG,
                key=key,
                on_select=partial(_remember, name, about, key),
                selection_mode="points",
            )
    pick = _picked(name, about)
    if pick is not None:
        with st.container(border=True, key=f"picked_{name}"):
            show(pick)
            if st.button(words("compare.close_pick"), key=f"close_{name}", icon=":material/close:"):
                st.session_state[f"turn_{name}"] = turn + 1
                st.session_state.pop("compare_pick", None)
                st.rerun()
    else:
        st.caption(f":material/touch_app: {words('compare.pick_hint')}")
    as_table(name, table)


def _remember(name: str, about: str, key: str) -> None:
    """Note what was picked; the last pick on the page counts."""
    state = st.session_state.get(key)
    pick = picked(None if state is None else state.get("selection"))
    if pick is None:
        st.session_state.pop("compare_pick", None)
    else:
        st.session_state["compare_pick"] = (name, about, pick)


def _picked(name: str, about: str) -> Pick | None:
    found: tuple[str, str, Pick] | None = st.session_state.get("compare_pick")
    return found[2] if found is not None and found[:2] == (name, about) else None


@st.cache_resource(show_spinner=False)
def _autosave() -> Any:
    return st.components.v2.component(
        "autosave", js=Path(__file__).with_name("autosave.js").read_text(encoding="utf-8")
    )


def mount_autosave(section: str, scroll_to: str | None = None, stamp: str = "") -> None:
    """Put the component on the page; scroll to a container once for each stamp.

    Another section is shown from its head; on a narrow screen the row of
    sections scrolls too, so that its name is in sight.
    """
    _autosave()(
        key="autosave",
        data={"section": section, "scroll": scroll_to, "stamp": stamp},
        on_flush_change=lambda: None,
    )


@st.cache_resource(show_spinner=False)
def _in_view() -> Any:
    return st.components.v2.component(
        "in_view", js=Path(__file__).with_name("in_view.js").read_text(encoding="utf-8")
    )


@st.cache_resource(show_spinner=False)
def _click_queue() -> Any:
    return st.components.v2.component(
        "turns", js=Path(__file__).with_name("click_queue.js").read_text(encoding="utf-8")
    )


def mount_click_queue() -> None:
    """Put the component on the page; once it is there it stays for every page of this tab."""
    _click_queue()(key="turns")


@st.cache_resource(show_spinner=False)
def _document() -> Any:
    return st.components.v2.component(
        "document", js=Path(__file__).with_name("document.js").read_text(encoding="utf-8")
    )


PLACE = "\ufffc"
"""Stands for what is filled in."""


@cache
def framework_words(lang: str) -> dict[str, Any]:
    """Return what stands in a language for the framework's own English words.

    Returns:
        `exact`: by the English words; `patterns`: regular expressions of words with something filled in, each
        with what is said in their place, where `{1}` is what was filled in. Both are empty for English.
    """
    exact: dict[str, str] = {}
    patterns: list[tuple[str, str]] = []
    for key in messages("framework") if lang != "en" else ():
        _, name = key.split(".")
        english, local = (
            Text(f"framework.{name}", what=what).in_(each) for what, each in ((PLACE, "en"), ("{1}", lang))
        )
        if PLACE in english:
            patterns.append(("(.+)".join(map(re.escape, english.split(PLACE))), local))
        else:
            exact[english] = local
    return {"exact": exact, "patterns": patterns}


MOST_CHARACTERS = 100_000
"""What a field takes at once; nothing that is stored may be as long."""


def mount_document() -> None:
    """Tell the browser the page's language, and in it the framework's words and what is said by itself."""
    _document()(
        key="document",
        data={
            "lang": {"zh": "zh-CN"}.get(language(), language()),
            "framework": framework_words(language()),
            "about": words("app.about", what="{what}", name="{name}"),
            "lost": words("app.connection_lost"),
            "found": words("app.connection_found"),
            "most": MOST_CHARACTERS,
            "too_much": words("app.too_much_text", most=f"{MOST_CHARACTERS:,}"),
        },
    )
