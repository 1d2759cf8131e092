"""Several respondents: asked, compared, settled."""
