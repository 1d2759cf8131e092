"""The consultant's room: intake on a shared screen, private notes, evidence, the history of an answer."""
