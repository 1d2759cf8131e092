"""Who may be asked in a shop, and what each of them can speak of.

Roles stand beside the instrument and do not count in its digest: whom one
asks changes nothing in what is asked or how it is scored.
"""

from pydantic import Field

from assessment.instrument.model import Definition, Key
from assessment.instrument.text import LocalText


class Role(Definition):
    """A role in the shop whose holder may get a sheet of their own."""

    id: Key
    name: LocalText
    does: LocalText
    """What this person does, so that it is clear who is meant in a shop with other titles."""
    dimensions: list[Key] = Field(min_length=1)
    """What is asked of this role unless the consultant chooses otherwise."""
