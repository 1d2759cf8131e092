"""What a page knows of its visitor: session, day, draft, link. Nothing here draws."""
