"""How much of a file is looked at. Each is checked before the work it limits is done."""

LARGEST = 10_000_000
"""Bytes of a file."""

MOST_ROWS = 20_000
"""Rows read of one sheet: fifty years of days. What comes after is not looked at, and that is said."""

MOST_COLUMNS = 200
"""Columns read; a metrics export has some forty."""

LONGEST_CELL = 500
"""Characters kept of one cell."""

MOST_CELLS = 2_000_000
"""Cells of an .xlsx sheet, empty ones too: more hold no figures of a shop."""

MOST_SHEETS = 50

MOST_ENTRIES = 500
"""Files inside an .xlsx, which is a zip."""

LARGEST_UNPACKED = 150_000_000
"""Bytes of all of them together: a sheet of 200,000 rows with 12 columns has some 80 million."""

LARGEST_IN_MEMORY = 30_000_000
"""Bytes of any one of them that is not a sheet: sheets are read as a stream, the rest is held."""

HIGHEST_RATIO = 150
"""Times its packed size that one of them may have; real sheets have 5 to 40."""
