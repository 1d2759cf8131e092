"""Characters that nobody sees and that may turn a line around: taken out of names, shown where they stay."""

import re

HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f"
    "\u2028-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
    # A joiner joins what stands on both sides of it, as in an emoji of a family; alone it is nothing.
    "|[\u200c\u200d]{2,}|(?<!\\S)[\u200c\u200d]|[\u200c\u200d](?!\\S)"
)
"""Control and direction marks, fillers and other signs without a shape; line breaks and tabs are none."""


def without_hidden(text: str) -> str:
    """Return a text without what nobody sees."""
    return HIDDEN.sub("", text)


def visible(text: str) -> str:
    r"""Return a text in which what nobody sees is written out, such as `\u202e`."""
    return HIDDEN.sub(lambda found: found[0].encode("unicode_escape", "replace").decode(), text)
