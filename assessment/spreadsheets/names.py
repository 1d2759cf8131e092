"""Finding what a column is called after."""

from collections.abc import Iterator, Sequence

from assessment.instrument.columns import Columns, MatchConfidence, normalized_name
from assessment.instrument.columns import Names as ColumnNames

ORDER: tuple[MatchConfidence, ...] = ("high", "medium", "low")


class Lookup:
    """Finds what a column is called after."""

    def __init__(self, columns: Columns) -> None:
        self._compared = [normalized_name(word) for word in columns.compared]
        self._narrowing = [normalized_name(word) for word in columns.narrowing]
        self._known: dict[str, tuple[str, MatchConfidence]] = {}
        for subject, names in _named(columns):
            for confidence in ORDER:
                for name in getattr(names, confidence):
                    self._known.setdefault(normalized_name(name), (subject, confidence))

    def find(self, lines: Sequence[str], *, whole_only: bool = False) -> tuple[str, MatchConfidence] | None:
        """Return the metric or part a column means, and how sure that is.

        Args:
            lines: its name; of a header of several lines, each of them, the topmost first.
            whole_only: whether the lowest line alone is not enough: others have the same.
        """
        whole = normalized_name("".join(lines))
        if self.is_compared(lines):
            return None
        if whole in self._known:
            return self._known[whole]
        above = normalized_name("".join(lines[:-1]))
        if whole_only or not above or any(word in above for word in self._narrowing):
            return None
        if (found := self._known.get(normalized_name(lines[-1]))) is None:
            return None
        return found[0], "low" if found[1] == "low" else "medium"

    def is_compared(self, lines: Sequence[str]) -> bool:
        """Whether a column is about peers, another period or a target."""
        whole = normalized_name("".join(lines))
        return any(word in whole for word in self._compared)


def _named(columns: Columns) -> Iterator[tuple[str, ColumnNames]]:
    for metric in columns.metrics:
        yield metric.metric, metric.names
    for part in columns.parts:
        yield part.id, part.names
