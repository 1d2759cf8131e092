"""What the pages and the commands call; the only place that talks to both store and scoring."""

from assessment.service.account_errors import AccountDisabled, SignInEnded
from assessment.service.accounts import Person
from assessment.service.agreement import AgreementView, AnswerRange
from assessment.service.answers import Saved
from assessment.service.checks import (
    Conflict,
    LinkClosed,
    LinkExpired,
    LinkRevoked,
    NoSuchLink,
    NoSuchMerchantLink,
    Refused,
    SheetClosed,
)
from assessment.service.events import EventKind, EventPage
from assessment.service.exchange import Imported
from assessment.service.identity import Identity
from assessment.service.merchant_links import LinkVisit, MerchantLink, NewMerchantLink, Scope
from assessment.service.next_round import NextRound
from assessment.service.own_sheet import Greeting, OwnSheet
from assessment.service.permissions import (
    ANONYMOUS,
    GUEST,
    LOCAL_OPERATOR,
    Actor,
    NotAllowed,
    account_actor,
    merchant_actor,
)
from assessment.service.privacy import Retention
from assessment.service.progress import KeptProgress
from assessment.service.respondents import Invitation, Respondent
from assessment.service.result_cache import ResultCache
from assessment.service.roadmaps import KeptRoadmap, ReviewedItem, RoadmapReview
from assessment.service.rounds import MerchantCard, RoundCard
from assessment.service.service import Service, Where, open_service
from assessment.service.sign_in import SignIn
from assessment.service.snapshot import Opened, Snapshot
from assessment.store.access import Keeper
from assessment.store.accounts import Account
from assessment.store.assessments import Card
from assessment.store.errors import (
    Archived,
    Completed,
    NoSuchAssessment,
    NoSuchMerchant,
    NotInBin,
    StoreError,
)
from assessment.store.events import EventFilter, RecordedEvent
from assessment.store.intake import PrivateNote
from assessment.store.portfolio import NOBODY, Care, MerchantFilter, MerchantRow, Order, PageOfList
from assessment.store.put_away import Place
from assessment.store.schema import AGREED
from assessment.store.templates import Template
from assessment.texts import LocalizedError

__all__ = [
    "AGREED",
    "ANONYMOUS",
    "GUEST",
    "LOCAL_OPERATOR",
    "NOBODY",
    "Account",
    "AccountDisabled",
    "Actor",
    "AgreementView",
    "AnswerRange",
    "Archived",
    "Card",
    "Care",
    "Completed",
    "Conflict",
    "EventFilter",
    "EventKind",
    "EventPage",
    "Greeting",
    "Identity",
    "Imported",
    "Invitation",
    "Keeper",
    "KeptProgress",
    "KeptRoadmap",
    "LinkClosed",
    "LinkExpired",
    "LinkRevoked",
    "LinkVisit",
    "LocalizedError",
    "MerchantCard",
    "MerchantFilter",
    "MerchantLink",
    "MerchantRow",
    "NewMerchantLink",
    "NextRound",
    "NoSuchAssessment",
    "NoSuchLink",
    "NoSuchMerchant",
    "NoSuchMerchantLink",
    "NotAllowed",
    "NotInBin",
    "Opened",
    "Order",
    "OwnSheet",
    "PageOfList",
    "Person",
    "Place",
    "PrivateNote",
    "RecordedEvent",
    "Refused",
    "Respondent",
    "ResultCache",
    "Retention",
    "ReviewedItem",
    "RoadmapReview",
    "RoundCard",
    "Saved",
    "Scope",
    "Service",
    "SheetClosed",
    "SignIn",
    "SignInEnded",
    "Snapshot",
    "StoreError",
    "Template",
    "Where",
    "account_actor",
    "merchant_actor",
    "open_service",
]
