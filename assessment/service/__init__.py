"""What the pages and the commands call; the only place that talks to both store and scoring."""

from assessment.service.links import OwnSheet
from assessment.service.records import Card, Imported, Kept, KeptProgress, Opened, Saved, Where
from assessment.service.refusals import (
    Conflict,
    LinkClosed,
    LinkExpired,
    LinkRevoked,
    NoSuchLink,
    Refused,
    SheetClosed,
)
from assessment.service.respondents_records import Greeting, Invitation, Respondent, Shown, Voices
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
from assessment.store.portfolio import NOBODY, Care, MerchantFilter, MerchantRow, Order, PageOfList
from assessment.store.schema import AGREED
from assessment.store.templates import Template

__all__ = [
    "AGREED",
    "NOBODY",
    "Brought",
    "BroughtItem",
    "Card",
    "Care",
    "Completed",
    "Conflict",
    "Greeting",
    "Imported",
    "Invitation",
    "Kept",
    "KeptProgress",
    "LinkClosed",
    "LinkExpired",
    "LinkRevoked",
    "MerchantCard",
    "MerchantFilter",
    "MerchantRow",
    "NextRound",
    "NoSuchAssessment",
    "NoSuchLink",
    "NoSuchMerchant",
    "Opened",
    "Order",
    "OwnSheet",
    "PageOfList",
    "Refused",
    "Respondent",
    "RoundCard",
    "Saved",
    "Service",
    "SheetClosed",
    "Shown",
    "SpokenError",
    "StoreError",
    "Template",
    "Voices",
    "Where",
    "open_service",
]
