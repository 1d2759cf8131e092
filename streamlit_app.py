"""The entry point: `streamlit run streamlit_app.py`."""

import streamlit as st

from assessment.ui.server import SCRIPT, middleware, on_error, routes, warmed

app = st.App(
    SCRIPT,
    lifespan=warmed,
    middleware=middleware(),
    routes=routes(),
    on_script_error=on_error,
)
