"""The pages by name, for links between them."""

from typing import Any

import streamlit as st

from assessment.ui.session import words


def pages() -> dict[str, Any]:
    """Return the pages: home, questionnaire, results, roadmap, numbers, what the questions cover."""
    # The views link to each other through here, so they are named only when asked for.
    from assessment.ui.views import coverage, home, numbers, respond, results, roadmap  # noqa: PLC0415

    return {
        "home": st.Page(home.page, title=words("nav.home"), url_path="home", default=True),
        "respond": st.Page(respond.page, title=words("nav.respond"), url_path="respond"),
        "results": st.Page(results.page, title=words("nav.results"), url_path="results"),
        "roadmap": st.Page(roadmap.page, title=words("nav.roadmap"), url_path="roadmap"),
        "numbers": st.Page(numbers.page, title=words("nav.numbers"), url_path="numbers"),
        "coverage": st.Page(coverage.page, title=words("nav.coverage"), url_path="coverage"),
    }


def page(name: str) -> Any:
    """Return one page by name."""
    return pages()[name]
