"""The least a Streamlit page can do: one radio, and a number that changes with each answer."""

import streamlit as st

st.radio("One question", ["a", "b", "c", "d", "e", "f"], index=None)
st.session_state["runs"] = st.session_state.get("runs", 0) + 1
st.html(f'<span id="stamp">{st.session_state["runs"]}</span>')
