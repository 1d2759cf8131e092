"""Pages drawn without a browser: a store of a test's own, and a page of the app by its name and address."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from assessment.instrument.load import shipped_bank
from assessment.service import Service, open_service
from assessment.ui import app as app_module
from assessment.ui.state.draft import Draft
from tests.stores import put_store

SCRIPT = """
import streamlit as st
from assessment.ui.app import PAGES
from assessment.ui.navigation import pages

st.navigation(list(pages().values()), position="hidden")
PAGES["{name}"]()
"""

# For each page the framework would look through every installed package for components;
# here that is done once.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)


def utc_now() -> datetime:
    """Return the time it is."""
    return datetime.now(UTC)


@contextmanager
def store(
    folder: Path,
    *,
    examples: bool = False,
    today: date | None = None,
    now: Callable[[], datetime] = utc_now,
) -> Iterator[Service]:
    """Open a store that the pages use meanwhile: with the examples in it, on another day, where asked for."""
    url = f"sqlite:///{folder / 'assessment.db'}"
    st.cache_resource.clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASSESSMENT_DATABASE_URL", url)
        if today is not None:
            patch.setenv("ASSESSMENT_TODAY", today.isoformat())
        put_store(folder / "assessment.db", examples=examples)
        service = open_service(url, shipped_bank(), now=now)
        yield service
        service.close()
    st.cache_resource.clear()


def app(name: str, lang: str = "zh", a: str | None = None, d: str | None = None, **query: str) -> AppTest:
    """Return a page that is not drawn yet, by its address: `a` is the assessment, `d` the section."""
    made = AppTest.from_string(SCRIPT.format(name=name), default_timeout=60)
    for key, value in {"lang": lang, "a": a, "d": d, **query}.items():
        if value is not None:
            made.query_params[key] = value
    return made


def whole_app(lang: str = "zh") -> AppTest:
    """Return the app as a visitor opens it, head and all; not drawn yet."""
    made = AppTest.from_file(str(Path(app_module.__file__)), default_timeout=60)
    made.query_params["lang"] = lang
    return made


def page(name: str, lang: str = "zh", a: str | None = None, d: str | None = None, **query: str) -> AppTest:
    """Draw a page by its address; it draws without an error."""
    return drawn(app(name, lang, a, d, **query))


def drawn(tab: AppTest) -> AppTest:
    """Draw a page, or draw it again, without an error."""
    tab.run()
    assert not tab.exception, [one.value for one in tab.exception]
    return tab


def unfold(tab: AppTest, key: str) -> AppTest:
    """Open a folded part of the page, which is drawn only then."""
    tab.session_state[key] = True
    return drawn(tab)


def draft_of(tab: AppTest, id_: str) -> Draft:
    """Return what a tab knows of an assessment."""
    found: Draft = tab.session_state["drafts"][id_]
    return found


def shown(tab: AppTest) -> str:
    """Return all that a page says in running text, signs of Markdown included."""
    parts = [
        *tab.title,
        *tab.markdown,
        *tab.caption,
        *tab.info,
        *tab.warning,
        *tab.success,
        *tab.error,
    ]
    return "\n".join(str(part.value) for part in parts)
