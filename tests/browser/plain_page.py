"""A page that shows texts in several kinds of label; they come from the file named in the environment."""

import json
import os
from pathlib import Path

import streamlit as st

from assessment.ui.format import plain

for number, text in enumerate(json.loads(Path(os.environ["TEXTS"]).read_text(encoding="utf-8"))):
    with st.container(key=f"text_{number}"):
        st.markdown(plain(text))
        st.caption(plain(text))
        st.button(plain(text), key=f"button_{number}")
        st.markdown(f"- **a** {plain(text)} b")
st.html('<span id="all-there"></span>')
