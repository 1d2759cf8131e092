"""Links of evidence: web addresses only, for a link is there to be pressed."""

from urllib.parse import urlsplit

from assessment.responses import Answer
from assessment.service import evidence_words as words
from assessment.service.checks import legible
from assessment.service.evidence_words import not_kept

LONGEST = 2000
"""Characters; beyond that browsers disagree."""


def sound_link(typed: str) -> str:
    """Return a web address.

    Raises:
        Refused: it is none, or of a scheme that could do something when pressed.
    """
    link = legible(typed)
    try:
        parts = urlsplit(link)
        is_web = parts.scheme.lower() in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        is_web = False
    if not is_web or len(link) > LONGEST or any(sign.isspace() or not sign.isprintable() for sign in link):
        raise not_kept(words.LINK)
    return link


def only_sound_links(answer: Answer, before: Answer) -> None:
    """Check the links that an answer adds; what was there before may stay.

    Raises:
        Refused: one of them is no web address.
    """
    for piece in answer.evidence:
        if piece.link is not None and piece not in before.evidence:
            sound_link(piece.link)
