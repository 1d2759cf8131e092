"""Verbs that plan: roadmaps drawn and kept, and the progress of their steps."""

from collections.abc import Mapping
from typing import Any

from assessment.planning import PlanRequest, Roadmap, Situation
from assessment.planning.progress import Progress
from assessment.service import planning, steps, wishes
from assessment.service.records import Kept, KeptProgress, Opened, Saved
from assessment.service.verbs.base import Verbs
from assessment.store.roadmaps import ProgressKey


class Planning(Verbs):
    """Draws roadmaps and follows their steps."""

    def situation(self, opened: Opened, supposed: Mapping[str, int]) -> Situation:
        """Return what a roadmap is drawn from, some items taken to be at other points than answered.

        Raises:
            ValueError: an item that is not there, or that cannot have this point.
        """
        return planning.situation(opened, supposed)

    def roadmap(self, id_: str, request: PlanRequest | None = None) -> Roadmap:
        """Draw the roadmap of an assessment: towards the next stage, or what the request says.

        Raises:
            NoSuchAssessment: it is not here.
            PlanRequestError: the request names what the instrument does not have.
        """
        return planning.roadmap(self._desk, id_, request)

    def wish_for(self, id_: str, request: PlanRequest) -> None:
        """Remember what a roadmap is wished to respect, for whoever opens it next.

        It may go on changing after the assessment is completed, and changes
        nothing else. What was changed about single steps is left out: that
        is kept as their progress.

        Raises:
            Refused: a name in it cannot be kept.
            NoSuchAssessment: it is not here.
        """
        wishes.wish_for(self._desk, id_, request)

    def wished(self, id_: str) -> PlanRequest | None:
        """Return what was wished for last, by itself or with a roadmap kept since; None where nothing was.

        Raises:
            NoSuchAssessment: it is not here.
        """
        return wishes.wished(self._desk, id_)

    def keep_roadmap(self, id_: str, request: PlanRequest, plan: Mapping[str, Any]) -> Kept:
        """Keep the roadmap of a completed assessment as it was drawn; one that is kept never changes.

        Keeping the same again changes nothing.

        Args:
            id_: the assessment.
            request: what was asked for.
            plan: the roadmap in its weeks, in the published shape.

        Raises:
            Refused: the assessment is still a draft.
            NoSuchAssessment: it is not here.
        """
        return planning.keep_roadmap(self._desk, id_, request, plan)

    def kept_roadmap(self, id_: str) -> Kept | None:
        """Return the roadmap that was kept last; None where none was.

        Raises:
            NoSuchAssessment: it is not here.
        """
        return next(reversed(self.kept_roadmaps(id_)), None)

    def kept_roadmaps(self, id_: str) -> list[Kept]:
        """List the roadmaps that were kept, the last one last.

        Raises:
            NoSuchAssessment: it is not here.
        """
        return planning.kept_roadmaps(self._desk, id_)

    def record_progress(
        self, id_: str, item: str, point: int, progress: Progress | None, expected: int
    ) -> Saved:
        """Save how one step goes on, as `record` does an answer; a completed assessment may go on too.

        The time is set here.

        Args:
            id_: the assessment.
            item: the item the step raises.
            point: the point it is raised to.
            progress: what became of it; None clears it.
            expected: the revision the person has seen, 0 where nothing was said yet.

        Raises:
            Refused: the instrument has no such step or function.
            Conflict: somebody else saved first; carries what is kept.
            NoSuchAssessment: it is not here.
        """
        return steps.record_progress(
            self._desk, ProgressKey(id_, item, point), progress or Progress(), expected
        )

    def progress_of(self, id_: str) -> Mapping[tuple[str, int], KeptProgress]:
        """Return what was said about each step, by item and point; what was cleared says nothing.

        Raises:
            NoSuchAssessment: it is not here.
        """
        return steps.progress_of(self._desk, id_)

    def undo_progress(self, id_: str) -> tuple[str, int] | None:
        """Take back this actor's last change of progress and return its step, as `undo` does answers.

        Raises:
            NoSuchAssessment: it is not here.
        """
        return steps.undo_progress(self._desk, id_)

    def proposed_answers(self, id_: str) -> Mapping[str, int]:
        """Return the points that the steps marked done speak for: what to propose in the next round.

        An item is proposed the highest point below which no step is missing:
        each is done, or its point was shown already. Items that no step has
        raised are left out.

        Raises:
            NoSuchAssessment: it is not here.
        """
        return steps.proposed_answers(self._desk, id_)
