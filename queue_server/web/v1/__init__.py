"""`/api/v1`: what other systems of the office may read and do, with a token."""
