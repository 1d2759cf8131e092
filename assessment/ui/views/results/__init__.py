"""The results."""
