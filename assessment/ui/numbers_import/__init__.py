"""The page of numbers in its parts: the file, its columns, what would be taken, what was said against it."""
