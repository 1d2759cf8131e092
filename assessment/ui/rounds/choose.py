"""Which rounds are looked at: two of them, or all."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import streamlit as st

from assessment.service import MerchantCard, NoSuchAssessment, RoundCard
from assessment.ui.plain import plain
from assessment.ui.session import language, service, words

FROM, TO = "from", "to"
"""The query parameters that name the two rounds."""

View = Literal["pair", "whole"]


@dataclass(frozen=True)
class Chosen:
    """Two rounds by id, or all."""

    view: View
    earlier: str
    later: str


def choose(merchant: MerchantCard) -> Chosen:
    """Let two rounds be chosen, the last two where nothing is said; keep the choice in the address."""
    _strangers(merchant)
    view: View = "pair"
    if len(merchant.rounds) > 2:
        views = {one: words(f"compare.view_{one}", count=len(merchant.rounds)) for one in ("pair", "whole")}
        view = st.segmented_control(
            words("compare.view"),
            ("pair", "whole"),
            default="pair",
            format_func=lambda one: views[one],
            required=True,
            label_visibility="collapsed",
            key=f"compare_view_{language()}",
        )
    if view == "whole":
        return Chosen("whole", merchant.rounds[0].card.id, merchant.rounds[-1].card.id)
    with st.container(horizontal=True, gap="medium"):
        earlier = _select(merchant, FROM, merchant.rounds[-2])
        later = _select(merchant, TO, merchant.rounds[-1])
    return Chosen("pair", earlier, later)


def _select(merchant: MerchantCard, key: str, usual: RoundCard) -> str:
    ids = [each.card.id for each in merchant.rounds]
    named = _standing_in(merchant, st.query_params.get(key, ""))
    said = {each.card.id: round_said(each) for each in merchant.rounds}
    chosen: str = st.selectbox(
        words(f"compare.{key}"),
        ids,
        index=ids.index(named or usual.card.id),
        format_func=lambda id_: said[id_],
        key=f"compare_{key}_{merchant.merchant_id}_{language()}",
        width=340,
    )
    if chosen != (named or usual.card.id):
        st.query_params[key] = chosen
    return chosen


def round_said(each: RoundCard) -> str:
    """Return what a round is called in a list: its rank, its day and its stage."""
    stages = {stage.id: stage.name.in_(language()) for stage in service().instrument.stages}
    stage = plain(stages.get(each.card.stage or "", words("stage.none")))
    return words("compare.round", rank=each.rank, day=each.day.isoformat(), stage=stage)


def _standing_in(merchant: MerchantCard, id_: str) -> str | None:
    """Return the round that an assessment belongs to, be it corrected since; None where to none."""
    return next((each.card.id for each in merchant.rounds if id_ in each.ids), None)


def _strangers(merchant: MerchantCard) -> None:
    """Say what an address names that cannot be compared here."""
    named = [id_ for key in (FROM, TO) if (id_ := st.query_params.get(key))]
    for id_ in _unknown(merchant, named):
        try:
            other = service().merchant_of(id_)
        except NoSuchAssessment as error:
            st.warning(error.said(language()))
            continue
        if other.merchant_id != merchant.merchant_id:
            st.warning(words("compare.other_merchant", one=plain(merchant.name), other=plain(other.name)))
        else:
            st.warning(words("compare.not_finished"))


def _unknown(merchant: MerchantCard, named: Sequence[str]) -> list[str]:
    return [id_ for id_ in named if _standing_in(merchant, id_) is None]
