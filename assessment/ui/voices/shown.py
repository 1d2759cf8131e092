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
    with st.expander(words("voices.spread.title", count=len(spreads)), icon=":material/groups:"):
        st.caption(words("voices.spread.note"))
        st.dataframe(
            pd.DataFrame(
                [
                    {
                        words("voices.column_item"): instrument.item(one.item).label.in_(language()),
                        words("voices.spread.low"): one.low,
                        words("voices.spread.median"): one.median,
                        words("voices.spread.high"): one.high,
                        words("voices.spread.count"): one.count,
                    }
                    for one in sorted(spreads, key=lambda one: one.low - one.high)
                ]
            ),
            hide_index=True,
        )
