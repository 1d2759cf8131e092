"""The intake: one question at a time on a shared screen."""
