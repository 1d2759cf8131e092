"""Between what a widget holds and what an answer says: pure, so it can be tested without a page."""

from collections.abc import Iterable

from assessment.instrument.model import AnchoredItem, Item
from assessment.responses import Absent, Answer, Evidence

NONE_OF_THESE = "none"
"""The choice that nothing on a checklist is in place: an answer, unlike no answer."""


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
    """Return the answer a picked choice asks for; None where it is the stored one, or waits for a reason."""
    if picked in (None, choice_of(answer), Absent.NOT_APPLICABLE.value):
        return None
    return with_choice(answer, str(picked))


def typed_note(answer: Answer | None, typed: str) -> Answer | None:
    """Return the answer with another note; None where it is the stored one."""
    note = typed.strip() or None
    if note == (answer.note if answer else None):
        return None
    return (answer or Answer()).model_copy(update={"note": note})


def evidence_text(answer: Answer | None) -> str:
    """Return the evidence as one line each, the way it is typed."""
    pieces = answer.evidence if answer else []
    return "\n".join(piece.text or piece.link or piece.file or "" for piece in pieces)


def typed_evidence(answer: Answer | None, typed: str) -> Answer | None:
    """Return the answer with evidence as typed; None where it is the stored one.

    One piece a line, a web address is a link; files stay as they are.
    """
    lines = [line.strip() for line in typed.splitlines() if line.strip()]
    if lines == evidence_text(answer).splitlines():
        return None
    kept = {piece.file: piece for piece in (answer.evidence if answer else []) if piece.file}
    pieces = [kept.get(line) or _piece(line) for line in lines]
    return (answer or Answer()).model_copy(update={"evidence": pieces})


def _piece(line: str) -> Evidence:
    is_link = line.lower().startswith(("http://", "https://")) and " " not in line
    return Evidence(link=line) if is_link else Evidence(text=line)


def merged(stored: str, typed: str) -> str:
    """Return both texts where a reconnected page holds another text than the store.

    What was typed while the connection was down usually continues what is
    stored; where it does not, nothing is thrown away.
    """
    if not stored or stored in typed:
        return typed
    return stored if typed in stored else f"{stored}\n{typed}"
