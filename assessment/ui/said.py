"""An answer as a sentence: the anchor that was picked, what was ticked, or why there is none."""

from assessment.instrument.model import AnchoredItem, ChecklistItem, GridItem, Item
from assessment.responses import Answer
from assessment.ui.answering import choice_of
from assessment.ui.plain import plain
from assessment.ui.session import language, words


def said(item: Item, answer: Answer | None) -> str:
    """Return what an answer says, fit for a label; a point stands out."""
    text = as_text(item, answer)
    if answer is not None and isinstance(item, AnchoredItem) and answer.point in item.anchors:
        point, _, sentence = text.partition(" · ")
        return f"**{point}** · {plain(sentence)}"
    return plain(text)


def as_text(item: Item, answer: Answer | None) -> str:
    """Return what an answer says in the page's language, as it stands."""
    choice = choice_of(answer)
    if answer is None or (choice is None and not answer.ticks):
        return words("voices.said.nothing")
    if isinstance(item, AnchoredItem) and answer.point in item.anchors:
        return f"{answer.point} · {item.anchors[answer.point].in_(language())}"
    if answer.ticks:
        return words("app.or").join(tick(item, each) for each in answer.ticks)
    told = (
        words("voices.said.point", point=choice)
        if str(choice).isdigit()
        else words(f"respond.choice.{choice}")
    )
    return f"{told} · {answer.reason}" if answer.reason and answer.absent else told


def tick(item: Item, id_: str) -> str:
    """Return the name of what may be ticked, as it stands."""
    lang = language()
    if isinstance(item, ChecklistItem) and id_ in item.options:
        return item.options[id_].in_(lang)
    row, _, column = id_.partition(".")
    if isinstance(item, GridItem) and row in item.rows and column in item.columns:
        return f"{item.rows[row].in_(lang)} {item.columns[column].in_(lang)}"
    return id_
