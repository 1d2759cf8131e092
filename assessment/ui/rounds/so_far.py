"""The round that is being answered, set beside the last one: how things look so far."""

from dataclasses import dataclass

import streamlit as st

from assessment.service import MerchantCard, RoundCard
from assessment.ui.plan.today import today
from assessment.ui.progress import in_all, progress_of
from assessment.ui.session import service, words


@dataclass(frozen=True)
class SoFar:
    """A draft that goes on from an earlier round, with something answered anew in it."""

    round: RoundCard
    done: int
    asked: int
    """Of what the round asks again."""


def so_far(merchant: MerchantCard) -> SoFar | None:
    """Return the round that was begun; None where nothing was answered in it yet.

    A draft that was begun from nothing is none: what nobody has come to in
    it yet would look like decline.
    """
    draft = merchant.draft
    begun = None if draft is None else service().next_round(draft.id, today())
    if draft is None or begun is None:
        return None
    opened = service().opened(draft.id)
    total = in_all(progress_of(opened.instrument, opened.assessment, begun.again))
    if total.done == 0:
        return None
    return SoFar(RoundCard(begun.rank, draft, draft.taken_on or today(), ()), total.done, total.asked)


def say_so_far(begun: SoFar) -> None:
    """Say that a comparison is of an unfinished round, and what that means."""
    left = begun.asked - begun.done
    key = "compare.so_far" if left else "compare.so_far_all"
    st.info(words(key, rank=begun.round.rank, asked=begun.asked, left=left), icon=":material/edit:")
