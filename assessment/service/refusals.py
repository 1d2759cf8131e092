"""What the service refuses, each in words a person can act on."""

# ruff: noqa: N818 - each is named after what happened, as its sentence is

from assessment.instrument.problems import both
from assessment.planning.progress import Progress
from assessment.responses import Answer, MetricValue
from assessment.store.errors import SpokenError


class Refused(SpokenError):
    """What was asked would not make sense; nothing was changed."""

    words = both("{zh}", "{en}")

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh=zh, en=en)


class Conflict(SpokenError):
    """Somebody saved the same answer, metric or progress of a step first.

    Attributes:
        stored: what is kept now; None where it was cleared.
        revision: its revision, to be expected when saving over it.
    """

    words = both(
        "这一项刚刚在别处（另一个页面或另一个人）改过，您的改动没有保存。请看一眼现在的内容，再决定是否修改。",
        "This was just changed elsewhere (another page or another person), so your change was not saved."
        " Look at what is there now, then change it again if you still want to.",
    )

    def __init__(self, stored: Answer | MetricValue | Progress | None, revision: int) -> None:
        super().__init__()
        self.stored = stored
        self.revision = revision


class LinkClosed(SpokenError):
    """A private link leads nowhere (any more); what was saved by it is as it was."""


class NoSuchLink(LinkClosed):
    """Nobody has this link: mistyped, cut off, replaced or removed. Which of them is not told."""

    words = both(
        "这个链接打不开答卷。请核对链接是否完整；还是不行，请向发给您的人要一个新的。",
        "This link opens no sheet. Check that it is complete; if it is, ask whoever sent it for a new one.",
    )


class LinkExpired(LinkClosed):
    """Its time is over."""

    words = both(
        "这个链接已经过了期限，答卷收起来了。您填过的都还在；要接着填，请让发给您的人延长期限。",
        "The time for this link is over and the sheet is put away. What you filled in is safe; to go on,"
        " ask whoever sent the link to extend it.",
    )


class LinkRevoked(LinkClosed):
    """It was called back."""

    words = both(
        "这个链接已被收回。您填过的都还在；有疑问请问发给您的人。",
        "This link was called back. What you filled in is safe; if in doubt, ask whoever sent it.",
    )


class SheetClosed(LinkClosed):
    """The assessment is completed: sheets are no longer collected."""

    words = both(
        "这次评估已经定稿，答卷不再收了。您填过的都还在，谢谢！",
        "This assessment is finished and its sheets are closed. What you filled in is safe. Thank you!",
    )
