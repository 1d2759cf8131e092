"""What the page compares, worked out once for each choice: completed rounds never change."""

from collections.abc import Sequence

import streamlit as st

from assessment.scoring.comparison import Round, Series
from assessment.service import MerchantCard, RoundCard
from assessment.ui.session import service

REMEMBERED = 6
"""Comparisons that a tab keeps."""


def series_of(merchant: MerchantCard, ids: Sequence[str], begun: RoundCard | None = None) -> Series:
    """Return the comparison of some rounds of a merchant.

    Args:
        merchant: with its rounds.
        ids: of two rounds or more, in the order chosen.
        begun: the round that is being answered, which may be the last of them.

    Raises:
        SeriesError: fewer than two.
    """
    # A correction may come to stand in for a round: then the marks of carried answers lead elsewhere.
    state = begun.card.updated_at if begun is not None and begun.card.id in ids else None
    key = (merchant.name, *(each.ids for each in merchant.rounds), *ids, state)
    known: dict[object, Series] = st.session_state.setdefault("compared", {})
    if key not in known:
        by_id = {str(each.assessment.id): each for each in service().rounds(merchant.merchant_id)}
        if state is not None and begun is not None:
            by_id[begun.card.id] = service().round_of(begun.card.id)
        rounds: list[Round] = [by_id[id_] for id_ in ids]
        known[key] = service().series(rounds)
        while len(known) > REMEMBERED:
            known.pop(next(iter(known)))
    return known[key]
