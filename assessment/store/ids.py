"""Ids nobody can guess, in the order they were made."""

import secrets
from datetime import datetime

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U, so an id can be read aloud."""


def new_id(now: datetime) -> str:
    """Return 26 letters and digits: 48 bits of time, then 80 bits of chance (the shape of a ULID)."""
    number = (int(now.timestamp() * 1000) << 80) | secrets.randbits(80)
    return "".join(ALPHABET[(number >> shift) & 31] for shift in range(125, -5, -5))
