"""The journal: append-only events, and the projections made of them."""
