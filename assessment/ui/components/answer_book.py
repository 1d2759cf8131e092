"""Answering in a spreadsheet: the workbook of a draft to fill in, and what a filled-in one would change.

Its reader came to fill in answers without a network or with colleagues, to
see what bringing them back would change before it does, and to find each
mistake in the cell where it stands.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Literal, get_args

import pandas as pd
import streamlit as st

from assessment.report.answer_book import answer_book
from assessment.report.answer_book_reader import (
    BookChange,
    BookChangeKind,
    BookMistake,
    BookReading,
    read_answer_book,
)
from assessment.report.legible import legible, shortened
from assessment.service import Conflict, Opened
from assessment.service.bulk_answers import RefusedChanges
from assessment.spreadsheets.sniff import Unreadable
from assessment.ui import widgets
from assessment.ui.format import plain
from assessment.ui.state.draft import Draft
from assessment.ui.state.session import SEPARATOR, language, service, service_later, words

LARGEST_MB = 10
LISTED = 40
"""Mistakes that are listed; the others are counted."""
LONGEST = 200
"""Characters of a value that the preview shows."""
TURN, READ, DONE = "book_turn", "book_read", "book_done"
KEEPS: tuple[Literal["book", "file"], ...] = ("book", "file")


def answer_book_section(mine: Draft, opened: Opened) -> None:
    """Offer the workbook of a draft, and take a filled-in one back, folded away."""
    with st.expander(words("answer_book.title"), icon=":material/table_edit:", key="answer_book"):
        st.caption(words("answer_book.about"))
        day = "" if opened.assessment.taken_on is None else f"{opened.assessment.taken_on.isoformat()}-"
        known = service_later()

        def made(lang: str) -> bytes:
            known().events.note_download(mine.id, "answer_book")
            return answer_book(opened.instrument, opened.assessment, lang)

        widgets.download(
            words("answer_book.make"),
            made,
            f"answers-{day}{mine.id[-6:].lower()}.xlsx",
            key="book_make",
        )
        done = st.session_state.pop(DONE, None)
        if done is not None:
            st.success(words("answer_book.done", count=done), icon=":material/check_circle:")
        uploaded = widgets.upload(
            words("answer_book.choose"),
            key=f"book|{st.session_state.get(TURN, 0)}",
            type=["xlsx"],
            max_upload_size=LARGEST_MB,
        )
        if uploaded is not None:
            _brought_back(mine, opened, uploaded.file_id, uploaded.getvalue())


def _brought_back(mine: Draft, opened: Opened, file_id: str, raw: bytes) -> None:
    try:
        found = _read(opened, file_id, raw, None)
        keep = _decided(found.changes)
        if keep is not None:
            found = _read(opened, file_id, raw, keep)
    except Unreadable as unreadable:
        st.error(plain(unreadable.text.in_(language())))
        return
    _preview(found)
    _mistakes(found.mistakes)
    if found.mistakes:
        st.info(words("answer_book.nothing_taken"))
        return
    if not found.changes:
        st.info(words("answer_book.nothing_new"))
        return
    if st.button(
        words("answer_book.take", count=len(found.changes)),
        type="primary",
        key="book_take",
        disabled=found.assessment is None,
        icon=":material/download_done:",
    ):
        _take(mine, opened, found)


def _read(opened: Opened, file_id: str, raw: bytes, keep: Literal["book", "file"] | None) -> BookReading:
    """Read a workbook against the draft; the last reading is kept while neither of them changes."""
    key = (file_id, opened.revision, opened.updated_at, keep)
    held: dict[tuple[object, ...], BookReading] = st.session_state.get(READ, {})
    if key not in held:
        found = read_answer_book(raw, opened.instrument, opened.assessment, keep)
        held = {**{each: one for each, one in held.items() if each[0] == file_id}, key: found}
        st.session_state[READ] = held
    return held[key]


def _decided(changes: Sequence[BookChange]) -> Literal["book", "file"] | None:
    """Ask what counts where both changed; None where nothing did, or nobody has said."""
    conflicts = sum(change.kind == "conflict" for change in changes)
    if not conflicts:
        return None
    return st.radio(
        words("answer_book.keep", count=conflicts),
        KEEPS,
        index=None,
        format_func={one: words(f"answer_book.keep_{one}") for one in KEEPS}.__getitem__,
        key="book_keep",
    )


def _preview(found: BookReading) -> None:
    counts = Counter(change.kind for change in found.changes)
    kinds: tuple[BookChangeKind, ...] = get_args(BookChangeKind)
    counted = [words(f"answer_book.count_{kind}", count=counts[kind]) for kind in kinds if counts[kind]]
    st.markdown(SEPARATOR.join([*counted, words("answer_book.count_same", count=found.same)]))
    if not found.changes:
        return
    heads = {head: words(f"answer_book.head.{head}") for head in ("kind", "values", "what")}
    rows = [
        {
            heads["kind"]: words(f"answer_book.kind_{change.kind}"),
            heads["values"]: f"{_short(change.before) or '–'} → {_short(change.after) or '–'}",
            heads["what"]: _short(change.what),
        }
        for change in found.changes
    ]
    small = st.column_config.TextColumn(width="small")
    widgets.data_table(pd.DataFrame(rows), column_config={heads["kind"]: small, heads["values"]: small})


def _short(text: str) -> str:
    return shortened(legible(text), LONGEST)


def _mistakes(mistakes: Sequence[BookMistake]) -> None:
    for mistake in mistakes[:LISTED]:
        place = f"{mistake.cell}　" if mistake.cell else ""
        st.error(plain(f"{place}{mistake.what.in_(language())}"))
    if len(mistakes) > LISTED:
        st.caption(words("answer_book.more_mistakes", count=len(mistakes) - LISTED))


def _take(mine: Draft, opened: Opened, found: BookReading) -> None:
    """Save what the workbook says: all of it, or nothing with the reasons by their cells."""
    if found.assessment is None:
        return
    try:
        saved = service().bulk_answers.save(mine.id, opened.assessment, found.assessment)
    except RefusedChanges as refused:
        _mistakes([BookMistake(found.cells.get(place, ""), why) for place, why in refused.reasons.items()])
        st.info(words("answer_book.nothing_taken"))
        return
    except Conflict:
        st.warning(words("answer_book.changed_meanwhile"))
        return
    mine.refresh()
    st.session_state[TURN] = st.session_state.get(TURN, 0) + 1
    st.session_state.pop(READ, None)
    st.session_state[DONE] = saved
    st.rerun()
