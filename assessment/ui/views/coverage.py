"""What the questions cover: every concept of the handbook with the questions that measure it.

Its reader came to see whether the handbook is really all in here.
"""

from itertools import groupby

import streamlit as st

from assessment.instrument.bank import concepts_measured
from assessment.instrument.model import Status
from assessment.ui.format import bank_text, plain
from assessment.ui.state.session import language, service, words


def page() -> None:
    """Draw the table of concepts, chapter by chapter."""
    st.title(words("coverage.title"))
    bank = service().bank
    measured = concepts_measured(bank.handbook, bank.instrument)
    scored = sum(each.scored for each in measured)
    st.markdown(words("coverage.intro", scored=scored, all=len(measured)))
    for place, group in groupby(measured, key=lambda each: each.concept.place):
        st.header(bank_text(place))
        for each in group:
            names = [
                plain(item.label.in_(language())) + ("" if item.core else words("coverage.full_only"))
                for item in each.items
                if item.status is Status.ACTIVE
            ]
            listed = words("app.or").join(names) or words("coverage.nobody")
            name = each.concept.text.in_(language())
            st.markdown(f"**{plain(name)}**　:small[{listed}]")
