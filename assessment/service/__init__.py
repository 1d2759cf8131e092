"""What the pages and the commands call; the only place that talks to both store and scoring."""

from assessment.service.records import Card, Imported, Kept, KeptProgress, Opened, Saved, Where
from assessment.service.refusals import Conflict, Refused
from assessment.service.rounds import MerchantCard, RoundCard
from assessment.service.rounds_next import NextRound
from assessment.service.rounds_plan import Brought, BroughtItem
from assessment.service.service import Service, open_service
from assessment.store.errors import (
    Completed,
    NoSuchAssessment,
    NoSuchMerchant,
    SpokenError,
    StoreError,
)
from assessment.store.schema import AGREED

__all__ = [
    "AGREED",
    "Brought",
    "BroughtItem",
    "Card",
    "Completed",
    "Conflict",
    "Imported",
    "Kept",
    "KeptProgress",
    "MerchantCard",
    "NextRound",
    "NoSuchAssessment",
    "NoSuchMerchant",
    "Opened",
    "Refused",
    "RoundCard",
    "Saved",
    "Service",
    "SpokenError",
    "StoreError",
    "Where",
    "open_service",
]
