"""What pages, charts, commands and reports show of a result: rows, findings and tables as plain typed data.

Every figure is the published one and every text stands in one language, so
that two drawings of the same result cannot disagree. Texts are plain: whoever
draws them escapes them. No drawing and no framework here.
"""
