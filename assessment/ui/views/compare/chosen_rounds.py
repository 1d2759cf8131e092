"""Which rounds are compared: two, or all of them, chosen on the page and kept in the address."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import streamlit as st

from assessment.service import MerchantCard, NoSuchAssessment, RoundCard
from assessment.ui.format import plain
from assessment.ui.state.session import language, service, words

FROM, TO = "from", "to"
"""The query parameters that name the two rounds."""

View = Literal["pair", "whole"]


@dataclass(frozen=True)
class Chosen:
    """Two rounds by id, or all."""

    view: View
    earlier: str
    later: str


def choose(merchant: MerchantCard, current: str, begun: RoundCard | None) -> Chosen:
    """Let two rounds be chosen, the last two where nothing is said; keep the choice in the address.

    Args:
        merchant: with its rounds.
        current: the assessment in the address: who comes from the round that is being answered
            asks about that one.
        begun: that round, where something is answered in it: it may be the later one.
    """
    _strangers(merchant, begun)
    rounds = merchant.rounds
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
    later_ones = rounds if begun is None else (*rounds, begun)
    is_about_it = begun is not None and (begun.card.id == current or len(rounds) == 1)
    *_, before, last = later_ones if is_about_it else rounds
    with st.container(horizontal=True, gap="medium"):
        earlier = _select(merchant, FROM, rounds, before)
        later = _select(merchant, TO, later_ones, last)
    return Chosen("pair", earlier, later)


def _select(merchant: MerchantCard, key: str, rounds: Sequence[RoundCard], usual: RoundCard) -> str:
    ids = [each.card.id for each in rounds]
    named = _standing_in(rounds, st.query_params.get(key, ""))
    labels = {each.card.id: round_label(each) for each in rounds}
    chosen: str = st.selectbox(
        words(f"compare.{key}"),
        ids,
        index=ids.index(named or usual.card.id),
        format_func=lambda id_: labels[id_],
        key=f"compare_{key}_{merchant.merchant_id}_{language()}",
        width=340,
    )
    if chosen != (named or usual.card.id):
        st.query_params[key] = chosen
    return chosen


def round_label(each: RoundCard) -> str:
    """Return what a round is called in a list: its rank, its day, and its stage once it is finished."""
    if each.card.status == "draft":
        return words("compare.round_so_far", rank=each.rank, day=each.day.isoformat())
    stages = {stage.id: stage.name.in_(language()) for stage in service().bank.instrument.stages}
    stage = plain(stages.get(each.card.stage or "", words("results.stage.none")))
    return words("compare.round", rank=each.rank, day=each.day.isoformat(), stage=stage)


def _standing_in(rounds: Sequence[RoundCard], id_: str) -> str | None:
    """Return the round that an assessment belongs to, be it corrected since; None where to none."""
    return next((each.card.id for each in rounds if id_ in each.ids), None)


def _strangers(merchant: MerchantCard, begun: RoundCard | None) -> None:
    """Say what an address names that cannot be compared here."""
    sides = {FROM: merchant.rounds, TO: (*merchant.rounds, *([] if begun is None else [begun]))}
    for key, rounds in sides.items():
        id_ = st.query_params.get(key, "")
        if not id_ or _standing_in(rounds, id_) is not None:
            continue
        try:
            other = service().rounds.merchant_of(id_)
        except NoSuchAssessment as error:
            st.warning(error.in_(language()))
            continue
        if other.merchant_id != merchant.merchant_id:
            st.warning(words("compare.other_merchant", one=plain(merchant.name), other=plain(other.name)))
        else:
            st.warning(words("compare.not_finished"))
