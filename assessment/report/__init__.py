"""Reports one takes away: one document, drawn as PDF, picture, slides, workbook or HTML page.

`report_of` says what stands in a report; each form draws it. Pure: bytes in,
bytes out, the same for the same input. Fonts and libraries are loaded by the
form that needs them.
"""
