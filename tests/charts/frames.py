"""A table as the frame that a page shows."""

import pandas as pd

from assessment.presentation.values import Table


def frame(table: Table) -> pd.DataFrame:
    """Return the values with the headings as columns; what may be missing stays a number."""
    found = pd.DataFrame(table.rows, columns=list(table.headings))
    return found.astype(dict.fromkeys(table.numbers, "float64"))
