"""What the pages show of a merchant's rounds."""
