"""The parts of the portfolio's page."""
