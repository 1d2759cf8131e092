"""What is asked: definitions, how they are read, and whether they hold together."""
