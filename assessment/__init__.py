"""Stage-maturity assessment of a merchant: an instrument, answers, and rules that know no framework."""
