"""Minutes in words."""


def minutes_of(seconds: float) -> str:
    """Return whole minutes, at least 1 once any time was used."""
    return str(max(1, round(seconds / 60))) if seconds > 0 else "0"
