"""The pages by name, for links between them."""

from importlib import import_module
from typing import Any

import streamlit as st

from assessment.ui.session import words

VIEWS = ("home", "respond", "results", "roadmap", "compare", "portfolio", "coverage")
"""Every page, by its name in the address; the module `views.<name>` draws it."""


def pages() -> dict[str, Any]:
    """Return every page by its name."""
    # The views link to each other through here, so they are loaded only when asked for.
    return {
        name: st.Page(
            import_module(f"assessment.ui.views.{name}").page,
            title=words(f"nav.{name}"),
            url_path=name,
            default=name == "home",
        )
        for name in VIEWS
    }


def page(name: str) -> Any:
    """Return one page by name."""
    return pages()[name]
