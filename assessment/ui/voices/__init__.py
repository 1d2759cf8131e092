"""Several respondents on the pages: the door of a private link, the sheet behind it, the talk about them."""
