"""User text as typed: Streamlit reads Markdown in every label."""

import re


def plain(text: str) -> str:
    """Return text for a Streamlit label that shows as typed: no Markdown, no link, no picture."""
    # Backslashes do not stop automatic links; a word joiner after the scheme does.
    broken = re.sub(r"(?i)(https?:/|www\.|@)", lambda found: f"{found[0][0]}\u2060{found[0][1:]}", text)
    escaped = re.sub(r"([\\`*_{}\[\]()#+\-.!|~<>$:&])", r"\\\1", broken)
    return escaped.replace("\n", " ")
