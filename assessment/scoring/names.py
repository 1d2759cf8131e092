"""What the things that scoring judges are called: criteria, and findings of gates and flags."""

from assessment.instrument.model import ChecklistItem, Criterion, Instrument
from assessment.scoring.results import Finding
from assessment.texts import Localized, Names, Text


def subject_name(instrument: Instrument, kind: str, subject: str) -> Localized:
    """Name an item, a dimension, the index, a metric or a question of the profile.

    Raises:
        KeyError: the instrument has no such thing.
    """
    match kind:
        case "item":
            return instrument.item(subject).label
        case "dimension":
            return instrument.dimension(subject).name
        case "index":
            return Text("scoring.index")
        case "profile":
            return instrument.profile_question(subject).question
        case _:
            return instrument.metric(subject).name


def criterion_name(instrument: Instrument, criterion: Criterion) -> Localized:
    """Name what a criterion judges; of an item asked for one tick, that tick."""
    item = instrument.items_by_id.get(criterion.subject)
    if criterion.ticked is not None and isinstance(item, ChecklistItem):
        return item.options[criterion.ticked]
    return subject_name(instrument, criterion.kind, criterion.subject)


def wanted(instrument: Instrument, criterion: Criterion) -> Localized:
    """Return what a criterion asks of its subject: a least or most, a tick, an answer in the profile."""
    if criterion.at_most is not None:
        return Text("scoring.at_most", cut=criterion.at_most)
    if criterion.at_least is not None:
        return Text("scoring.at_least", cut=criterion.at_least)
    if isinstance(criterion.is_, list):
        options = instrument.profile_question(criterion.subject).options
        return Text("scoring.one_of", answers=Names([options[each] for each in criterion.is_], len(options)))
    return Text("scoring.no" if criterion.is_ is False else "scoring.yes")


def finding_name(instrument: Instrument, finding: Finding) -> Localized:
    """Return what a finding is called: a group by its name, a flag by its own while it is up."""
    if finding.criterion is None:
        return finding.name or Text("scoring.evidence" if finding.part == "evidence" else "scoring.shoulds")
    if finding.name is not None and finding.is_raised:
        return finding.name
    return criterion_name(instrument, finding.criterion)
