"""The entry point: `streamlit run streamlit_app.py`."""

import streamlit as st

from assessment.ui.server import (
    SCRIPT,
    lifespan,
    middleware,
    on_error,
    refuse_unsafe_settings,
    routes,
    secrets,
)

refuse_unsafe_settings()

app = st.App(
    SCRIPT,
    lifespan=lifespan,
    middleware=middleware(),
    routes=routes(),
    secrets=secrets() or None,
    on_script_error=on_error,
)
