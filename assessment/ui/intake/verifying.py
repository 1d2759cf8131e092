"""What to verify first, each with what seeing its evidence would do."""

import streamlit as st

from assessment.scoring.results import Results
from assessment.scoring.verify_first import Verifying, verified_share
from assessment.ui.links import page as page_of
from assessment.ui.place import SECTION
from assessment.ui.plain import plain
from assessment.ui.session import address, language, service, words

LISTED = 5


def verify_list(assessment_id: str, results: Results, listed: int = LISTED) -> None:
    """List the answers that are worth verifying first, the gain in words."""
    if results.stage is None:
        st.caption(words("intake.verify.no_stage"))
        return
    waiting = service().verify_first(assessment_id, results)
    worth = [each for each in waiting if each.gain > 0 or each.must]
    if not worth:
        st.caption(words("intake.verify.nothing_gained") if waiting else words("intake.verify.all_seen"))
        return
    for each in worth[:listed]:
        _row(assessment_id, results, each)
    if len(worth) > listed:
        st.caption(words("intake.verify.more", count=len(worth) - listed))


def _row(assessment_id: str, results: Results, each: Verifying) -> None:
    item = results.instrument.item(each.item)
    must = f" :gray-badge[{words('intake.verify.must')}]" if each.must else ""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"verify_{each.item}"):
        st.page_link(
            page_of("respond"),
            label=f"**{plain(item.label.in_(language()))}**",
            query_params=address(assessment_id, **{SECTION: item.dimension}),
        )
        st.markdown(f"{must}　{gain_in_words(each)}".strip(), width="content")
    if item.evidence is not None:
        st.caption(words("intake.verify.look_at", what=plain(item.evidence.in_(language()))))


def gain_in_words(each: Verifying) -> str:
    """Say what verifying does to the confidence, in whole per cents."""
    before, after = f"{100 * each.before:.0f}", f"{100 * each.after:.0f}"
    if before == after:
        return words("intake.verify.confirms") if each.must else words("intake.verify.hardly")
    return words("intake.verify.gain", before=before, after=after)


def verified_line(results: Results) -> None:
    """Say how much of what was answered somebody has seen evidence of."""
    share = verified_share(results.items)
    if share is not None:
        st.caption(words("intake.verify.share", share=f"{float(100 * share):.0f}"))


def verify_section(assessment_id: str, results: Results) -> None:
    """Show the section of the results page."""
    st.header(words("intake.verify.title"))
    verified_line(results)
    st.caption(words("intake.verify.intro"))
    verify_list(assessment_id, results)
