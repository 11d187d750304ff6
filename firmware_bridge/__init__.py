"""Counter units (rating panel, number board) on one side, messages on the other."""
