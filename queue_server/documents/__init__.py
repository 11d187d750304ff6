"""The daily report as documents: from words and figures to bytes."""
