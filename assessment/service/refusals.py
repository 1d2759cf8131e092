"""What the service refuses, each in words a person can act on."""

# ruff: noqa: N818 - each is named after what happened, as its sentence is

from assessment.instrument.problems import both
from assessment.responses import Answer, MetricValue
from assessment.roadmap.progress import Progress
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
