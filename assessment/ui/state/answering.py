"""Answers and how far they are: between widget values and answers, and what is asked and done. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from assessment.instrument.columns import Measure
from assessment.instrument.model import AnchoredItem, Dimension, Instrument, Item, MetricItem, ProfileQuestion
from assessment.responses import Absent, Answer, Assessment, Evidence, MetricValue
from assessment.scoring.next_round import AskedAgain, answered_anew
from assessment.scoring.points import applies, is_asked
from assessment.service import Refused
from assessment.service.evidence_types import sound_texts
from assessment.spreadsheets import read_typed_number

PEERS = ("below", "around", "above")
"""How a number may be set against the peers."""
NONE_OF_THESE = "none"
"""The choice that nothing on a checklist is in place: an answer, unlike no answer."""


CHOICES = frozenset({NONE_OF_THESE, *map(str, range(10)), *Absent})
"""Every choice that any question offers."""


def choices(item: Item, points: Iterable[int]) -> list[str]:
    """Return the choices of one question: its points or none-of-these, then the ways to have no answer."""
    given = [str(point) for point in points] if isinstance(item, AnchoredItem) else [NONE_OF_THESE]
    absent = [Absent.DONT_KNOW.value, Absent.DECLINED.value]
    if item.na_allowed:
        absent.append(Absent.NOT_APPLICABLE.value)
    return [*given, *absent]


def choice_of(answer: Answer | None) -> str | None:
    """Return the choice that stands for an answer; None where nothing, or ticks, are chosen."""
    if answer is None:
        return None
    if answer.absent is not None:
        return None if answer.absent is Absent.UNANSWERED else answer.absent.value
    if answer.ticks is not None:
        return None if answer.ticks else NONE_OF_THESE
    return None if answer.point is None else str(answer.point)


def with_choice(answer: Answer | None, choice: str, reason: str | None = None) -> Answer:
    """Return the answer with another choice: note and evidence stay, what was verified is no longer."""
    value: dict[str, object] = {"point": None, "ticks": None, "absent": None, "reason": None}
    if choice == NONE_OF_THESE:
        value["ticks"] = []
    elif choice.isdigit():
        value["point"] = int(choice)
    else:
        value["absent"], value["reason"] = Absent(choice), reason
    return _changed(answer, value)


def with_ticks(answer: Answer | None, ticks: list[str]) -> Answer | None:
    """Return the answer with these ticks; without any it is no answer, until none-of-these is chosen."""
    return _changed(answer, {"point": None, "ticks": ticks or None, "absent": None, "reason": None})


def _changed(answer: Answer | None, value: dict[str, object]) -> Answer:
    cleared = {"verified": None, "carried_from": None, "filled_by": None, "by": None, "at": None}
    return (answer or Answer()).model_copy(update={**cleared, **value})


def picked_choice(answer: Answer | None, picked: str | None) -> Answer | None:
    """Return the answer a picked choice asks for; None where it is stored, waits for a reason, or is none."""
    if picked in (None, choice_of(answer), Absent.NOT_APPLICABLE.value):
        return None
    if picked not in CHOICES:
        return None  # a browser may say anything
    return with_choice(answer, str(picked))


def typed_note(answer: Answer | None, typed: str) -> Answer | None:
    """Return the answer with another note; None where it is the stored one."""
    note = typed.strip() or None
    if note == (((answer.note if answer else None) or "").strip() or None):
        return None
    return (answer or Answer()).model_copy(update={"note": note})


def number_text(number: float | None) -> str:
    """Return a number as its field shows it: in full, without an exponent."""
    return "" if number is None else f"{Decimal(repr(number)).normalize():f}"


def number_choices(*, peer: bool) -> list[str]:
    """Return what may be said in the place of a number.

    Args:
        peer: whether it may be set against the peers.
    """
    return [*(PEERS if peer else ()), Absent.DONT_KNOW.value, Absent.DECLINED.value]


def typed_number(typed: str, measure: Measure) -> float | None:
    """Return the number that a text stands for, as in a table: 12.5万, ￥1,200, 6.8%; None for no text.

    Raises:
        ValueError: it is no number, or one of another kind.
    """
    if not typed.strip():
        return None
    number = read_typed_number(typed, measure)
    if number is None:
        raise ValueError(typed)
    return float(number)


def evidence_text(answer: Answer | None) -> str:
    """Return the evidence as one line each, the way it is typed."""
    pieces = answer.evidence if answer else []
    return "\n".join(_said(piece) for piece in pieces)


def typed_evidence(answer: Answer | None, typed: str) -> Answer | None:
    """Return the answer with evidence as typed; None where it is the stored one.

    One piece a line, a web address is a link; files stay as they are.
    """
    lines, stored = _lines(typed), _lines(evidence_text(answer))
    if lines == stored:
        return None
    # A piece from a file may have several lines, or blanks around them: where these stand still, it stays.
    kept = [(_lines(_said(piece)), piece) for piece in (answer.evidence if answer else [])]
    pieces: list[Evidence] = []
    while lines:
        found = next((one for one in kept if one[0] and lines[: len(one[0])] == one[0]), None)
        if found is None:
            pieces.append(_piece(lines.pop(0)))
            continue
        kept.remove(found)
        pieces.append(found[1])
        del lines[: len(found[0])]
    return (answer or Answer()).model_copy(update={"evidence": pieces})


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _said(piece: Evidence) -> str:
    return piece.text or piece.link or piece.file or ""


def _piece(line: str) -> Evidence:
    is_link = line.lower().startswith(("http://", "https://")) and " " not in line
    return Evidence(link=line) if is_link else Evidence(text=line)


def unsound_texts(answer: Answer, stored: Answer) -> dict[str, Refused]:
    """Return why the store would refuse the note (`n`) or the evidence (`e`) of an answer.

    Args:
        answer: with both.
        stored: what is kept now; what was there before may stay.
    """
    found = {}
    for part, alone in (("n", Answer(note=answer.note)), ("e", Answer(evidence=answer.evidence))):
        try:
            sound_texts(alone, stored)
        except Refused as why:
            found[part] = why
    return found


def merged(stored: str, typed: str) -> str:
    """Return both texts where a reconnected page holds another text than the store.

    What was typed while the connection was down usually continues what is
    stored; where it does not, nothing is thrown away.
    """
    if not stored or stored in typed:
        return typed
    return stored if typed in stored else f"{stored}\n{typed}"


@dataclass(frozen=True)
class AnswerProgress:
    """Answered of asked; an absent answer with a reason counts as dealt with."""

    done: int
    asked: int

    @property
    def share(self) -> float:
        """From 0 to 1; 1 where nothing is asked."""
        return self.done / self.asked if self.asked else 1.0

    @property
    def complete(self) -> bool:
        """Whether every question is dealt with."""
        return self.done >= self.asked


def asked_items(dimension: Dimension, assessment: Assessment) -> list[Item]:
    """Return the items shown on a dimension's page: of the mode, applying to the profile; trials too."""
    return [
        item
        for item in dimension.items
        if is_asked(item, assessment.mode) and applies(item.applies, assessment.profile)
    ]


def is_dealt_with(item: Item, answers: Mapping[str, Answer], metrics: Mapping[str, MetricValue]) -> bool:
    """Whether an item has an answer, or a reason why there is none."""
    if isinstance(item, MetricItem):
        value = metrics.get(item.metric)
        return value is not None and (value.number is not None or value.absent is not None)
    answer = answers.get(item.id)
    if answer is None:
        return False
    return answer.is_given or answer.absent not in (None, Absent.UNANSWERED)


def is_done(item: Item, assessment: Assessment, again: AskedAgain | None) -> bool:
    """Whether nothing is left to do about an item: answered, and in a next round answered anew."""
    if again is not None:
        return item.id not in again.questions or answered_anew(again, item, assessment)
    return is_dealt_with(item, assessment.answers, assessment.metrics)


def progress_of(
    instrument: Instrument, assessment: Assessment, again: AskedAgain | None = None
) -> dict[str, AnswerProgress]:
    """Return the progress of every dimension that asks anything, in order.

    Args:
        instrument: the one the assessment is taken with.
        assessment: as far as it is.
        again: in a next round, what it asks again: only that counts.
    """
    found: dict[str, AnswerProgress] = {}
    for dimension in instrument.dimensions:
        items = asked_items(dimension, assessment)
        if items:
            counted = [item for item in items if again is None or item.id in again.questions]
            done = sum(is_done(item, assessment, again) for item in counted)
            found[dimension.id] = AnswerProgress(done, len(counted))
    return found


def open_profile_questions(instrument: Instrument, profile: Mapping[str, object]) -> list[ProfileQuestion]:
    """Return what is still to be said about the merchant.

    Of several choices none may be the answer: such a question is not open for being empty.
    """
    return [one for one in instrument.profile if one.kind != "choices" and profile.get(one.id) is None]


def profile_progress(instrument: Instrument, profile: Mapping[str, object]) -> AnswerProgress:
    """Return how far the section about the merchant is; complete once no question of it is open."""
    asked = sum(one.kind != "choices" for one in instrument.profile)
    return AnswerProgress(asked - len(open_profile_questions(instrument, profile)), asked)


def in_all(progress: Mapping[str, AnswerProgress]) -> AnswerProgress:
    """Return the progress of the whole questionnaire."""
    return AnswerProgress(sum(p.done for p in progress.values()), sum(p.asked for p in progress.values()))


def where_stopped(instrument: Instrument, assessment: Assessment, again: AskedAgain | None) -> Item | None:
    """Return the question to go on with: the next open one from the last answer on.

    Returns:
        None where nobody has answered anything here yet, or nothing is left.
    """
    own = {
        item: answer.at
        for item, answer in assessment.answers.items()
        if answer.at is not None and answer.filled_by is None and answer.carried_from is None
    }
    if not own:
        return None
    last = max(own, key=lambda item: own[item])
    return next_open(instrument, assessment, last.partition(".")[0], again)


def next_open(
    instrument: Instrument, assessment: Assessment, after: str | None = None, again: AskedAgain | None = None
) -> Item | None:
    """Return the next item that is left to answer, from a dimension on and then from the start."""
    ids = [dimension.id for dimension in instrument.dimensions]
    start = ids.index(after) if after in ids else 0
    for dimension_id in ids[start:] + ids[:start]:
        for item in asked_items(instrument.dimension(dimension_id), assessment):
            if not is_done(item, assessment, again):
                return item
    return None
