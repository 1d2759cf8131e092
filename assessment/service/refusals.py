"""What the service refuses, each in words a person can act on."""

# ruff: noqa: N818 - each is named after what happened, as its sentence is

from assessment.planning.progress import Progress
from assessment.responses import Answer, MetricValue
from assessment.store.errors import KnownError, SpokenError


class Refused(SpokenError):
    """What was asked would not make sense; nothing was changed."""


class Conflict(KnownError):
    """Somebody saved the same answer, metric or progress of a step first.

    Attributes:
        stored: what is kept now; None where it was cleared.
        revision: its revision, to be expected when saving over it.
    """

    key = "service.conflict"

    def __init__(self, stored: Answer | MetricValue | Progress | None, revision: int) -> None:
        super().__init__()
        self.stored = stored
        self.revision = revision


class LinkClosed(KnownError):
    """A private link leads nowhere (any more); what was saved by it is as it was."""


class NoSuchLink(LinkClosed):
    """Nobody has this link: mistyped, cut off, replaced or removed. Which of them is not told."""

    key = "service.no_such_link"


class LinkExpired(LinkClosed):
    """Its time is over."""

    key = "service.link_expired"


class LinkRevoked(LinkClosed):
    """It was called back."""

    key = "service.link_revoked"


class SheetClosed(LinkClosed):
    """The assessment is completed: sheets are no longer collected."""

    key = "service.sheet_closed"
