"""How many merchants there are, by stage."""

import streamlit as st

from assessment.service.portfolio import Portfolio
from assessment.ui.plain import plain
from assessment.ui.session import language, service, words


def summary(found: Portfolio) -> None:
    """Say how many merchants pass, and at which stages they are."""
    if not found.total:
        return
    said = [words("portfolio.count_one") if found.total == 1 else words("portfolio.count", total=found.total)]
    for stage in service().instrument.stages:
        if count := found.by_stage.get(stage.id):
            name = plain(stage.name.in_(language()))
            said.append(words("portfolio.of_stage", stage=name, count=count))
    known = {stage.id for stage in service().instrument.stages}
    if count := sum(number for stage, number in found.by_stage.items() if stage not in known):
        said.append(words("portfolio.of_stage", stage=words("portfolio.no_stage"), count=count))
    st.markdown(" · ".join(f"**{one}**" if not place else one for place, one in enumerate(said)))
