"""User text as typed: Streamlit reads Markdown in every label."""

import re

JOINER = "\u2060"
"""No width, no meaning: it only keeps two characters from being read as one sign."""

# Links, `:red[...]`, `:smile:`, arrows and dashes are recognised after backslashes are gone.
PAIRS = re.compile(r"(?i)(?:h(?=ttps?:/)|w(?=ww\.)|@|:(?=[\w+-])|-(?=[->])|<(?=[-=])|>(?==)|~(?==))")
# Only what Markdown would act upon: a label is also what a screen reader says, backslashes included.
SIGNS = re.compile(r"[\\`*_\[\]<$~]|&(?=#?\w)|^[#>+=-]")
NUMBERING = re.compile(r"^(\d+)([.)])")


def plain(text: str) -> str:
    """Return text for a Streamlit label that shows as typed: no Markdown, no link, no picture.

    White space of any kind becomes a single blank: a label is one line.
    """
    joined = PAIRS.sub(lambda found: found[0] + JOINER, " ".join(text.split()))
    escaped = SIGNS.sub(lambda found: "\\" + found[0], joined)
    return NUMBERING.sub(r"\1\\\2", escaped)
