"""The other slips that the ticket printer prints: from words and figures to strips. Pure."""
