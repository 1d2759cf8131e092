"""The parts of the roadmap's page."""
