"""Which driver stands behind a device of the office file; the only door to the simulated ones."""
