"""Somebody else at the same answers: noticed while a page stands open, and shown when it is asked for.

Answers are never exchanged behind a visitor's back: what they are reading
stays as it is until they press the button, or go on.
"""

import streamlit as st

from assessment.service import SpokenError
from assessment.ui.draft import Draft
from assessment.ui.plain import plain
from assessment.ui.session import language, words

LOOK_EVERY = 10
"""Seconds between two looks."""
NAMED = 3
"""So many questions are named; of more only how many there are."""


@st.fragment(run_every=LOOK_EVERY)
def look_beside(mine: Draft) -> None:
    """Tell that answers of this draft were changed elsewhere since this tab read them."""
    try:
        stored = mine.book.opened()
    except SpokenError:
        return  # the next thing that is done on the page says so
    known = {item.id: item for item in stored.instrument.items()}
    changed = [
        item
        for item, revision in stored.revisions.items()
        if item in known and revision != mine.revisions.get(item, 0)
    ]
    if not changed:
        return
    names = words("app.or").join(plain(known[item].label.in_(language())) for item in changed[:NAMED])
    with st.container(key="beside", horizontal=True, vertical_alignment="center"):
        st.info(words("respond.beside", count=len(changed), names=names), icon=":material/group:")
        if st.button(words("respond.beside_show"), icon=":material/refresh:"):
            st.rerun(scope="app")
