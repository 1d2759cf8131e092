"""What a merchant sees of several people's answers: how far they reach, never who said what."""

import pandas as pd
import streamlit as st

from assessment.instrument.model import Instrument
from assessment.ui.session import language, service, words


def shown_spreads(assessment: str, instrument: Instrument) -> None:
    """Show the questions that enough people answered; nothing where there are none."""
    spreads = service().shown_spreads(assessment)
    if not spreads:
        return
    with st.expander(words("spread.title", count=len(spreads)), icon=":material/groups:"):
        st.caption(words("spread.note"))
        st.dataframe(
            pd.DataFrame(
                [
                    {
                        words("voices.column_item"): instrument.item(one.item).label.in_(language()),
                        words("spread.low"): one.low,
                        words("spread.median"): one.median,
                        words("spread.high"): one.high,
                        words("spread.count"): one.count,
                    }
                    for one in sorted(spreads, key=lambda one: one.low - one.high)
                ]
            ),
            hide_index=True,
        )
