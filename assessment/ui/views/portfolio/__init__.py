"""Many merchants at once."""
