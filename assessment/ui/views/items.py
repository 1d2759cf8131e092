"""How the questions do: what the answers of many merchants say about each item, for authors.

Its reader came to find the questions to mend, and to see how sure that is.
"""

import streamlit as st

from assessment.instrument.releases import in_order
from assessment.presentation.item_statistics import (
    dimension_sentence,
    figures_table,
    item_tables,
    remarks,
)
from assessment.presentation.values import as_csv
from assessment.scoring.item_statistics import LEAST
from assessment.service.items import ItemReview
from assessment.texts import in_language
from assessment.ui import widgets
from assessment.ui.format import plain
from assessment.ui.state.session import language, service, words

VERSION = "version"
"""The query parameter that names a version of the bank."""


def page() -> None:
    """Draw the figures of the present version, or of the one that is chosen."""
    st.title(words("app.nav.items"))
    st.markdown(words("items.intro"))
    items = service().items
    present = service().bank.instrument.version
    known = sorted({present, *items.versions()}, key=in_order, reverse=True)
    asked = st.query_params.get(VERSION, present)
    chosen = asked if asked in known else present
    if len(known) > 1:
        picked = st.selectbox(
            words("items.which_version"), known, index=known.index(chosen), key=f"items_version_{language()}"
        )
        if picked != chosen:
            st.query_params[VERSION] = picked
            st.rerun()
    with st.spinner(words("items.working")):
        review = items.review(chosen)
    st.caption(words("items.of_version", version=review.version, count=review.report.merchants))
    if not review.report.enough:
        st.info(words("items.too_few", least=LEAST), icon=":material/group_off:")
        return
    _look_at(review)
    _dimensions(review)
    _words(review)
    widgets.download(
        words("items.download"),
        lambda _: as_csv(figures_table(review.report)),
        f"items-{review.version}.csv",
        key="items_csv",
    )


def _look_at(review: ItemReview) -> None:
    st.header(words("items.look_at"))
    lines = [plain(one.in_(language())) for one in remarks(review.report, review.instrument)]
    if not lines:
        st.success(words("items.nothing"), icon=":material/check_circle:")
    st.markdown("\n".join(f"- {one}" for one in lines))


def _dimensions(review: ItemReview) -> None:
    st.header(words("items.figures"))
    st.caption(words("items.how_to_read"))
    for dimension, table in item_tables(review.report, language()):
        st.subheader(plain(in_language(review.instrument.dimension(dimension.id).name, language())))
        st.caption(dimension_sentence(dimension).in_(language()))
        widgets.data_frame(table)


def _words(review: ItemReview) -> None:
    """Show what people wrote; it stays on this page."""
    if not review.words:
        return
    st.header(words("items.words"))
    st.caption(words("items.words_what"))
    for item in review.instrument.items():
        stumbles = review.words.get(item.id)
        if stumbles is None:
            continue
        st.markdown(f"**{plain(in_language(item.label, language()))}**")
        lines = [
            words("items.said", reason=words(f"items.reason.{one.reason}"), word=plain(one.word or ""))
            for one in stumbles
        ]
        st.markdown("\n".join(f"- {line}" for line in lines))
