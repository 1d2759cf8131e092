"""The question bank that comes with the program, read once for all tests that only look at it."""

from assessment.instrument.load import load_bank, shipped_bank

BANK = load_bank(shipped_bank())
INSTRUMENT = BANK.instrument
