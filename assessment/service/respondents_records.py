"""What the verbs about respondents hand back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from assessment.responses import Answer
from assessment.scoring.agreed import Proposal
from assessment.scoring.agreement import Agreement

Link = Literal["none", "open", "expired", "revoked"]


@dataclass(frozen=True)
class Invitation:
    """A private link, told once: only its hash is kept."""

    sheet: str
    token: str
    expires_at: datetime


@dataclass(frozen=True)
class Respondent:
    """Somebody who has a sheet of their own, as the consultant sees it."""

    sheet: str
    label: str
    """What they are called: a name, or the role."""
    role: str | None
    """None where the sheet came with a file, or the role is not in the bank any more."""
    dimensions: Sequence[str]
    """What is asked, in the instrument's order."""
    answered: int
    """Items dealt with, of those asked; a reason for having no answer counts."""
    asked: int
    link: Link
    expires_at: datetime | None
    opened_at: datetime | None
    done_at: datetime | None
    last_said_at: datetime | None


@dataclass(frozen=True)
class Greeting:
    """What a respondent may know about where they are."""

    merchant_name: str
    label: str
    done: bool
    expires_at: datetime | None
    """None where the sheet is filled in on the consultant's device."""


@dataclass(frozen=True)
class Voices:
    """Everything the consultant needs to talk with several respondents."""

    agreement: Agreement
    """Respondents are named by their sheet."""
    labels: Mapping[str, str]
    """By sheet."""
    answers: Mapping[str, Mapping[str, Answer]]
    """By sheet and item."""
    proposals: Mapping[str, Proposal]
    """By item, where somebody answered."""
    agreed: Mapping[str, Answer]
    """What counts so far, by item; an item that is not here has no agreed answer."""
    revisions: Mapping[str, int]
    """Of the agreed answers."""
    alike: Sequence[str]
    """Items without an agreed answer that two or more answered, all of them the same."""
    alone: Sequence[str]
    """Items without an agreed answer that one respondent alone answered."""
    taken: bool
    """Whether something was taken in one go that can be taken back."""


@dataclass(frozen=True)
class Shown:
    """What a merchant may see of the answers to one item: how far they reach, never who said what."""

    item: str
    low: int
    median: int
    high: int
    count: int
