"""Numbers from an export, and what was measured against what was said."""
