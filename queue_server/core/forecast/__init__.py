"""How long will I wait? Learnt from what happened, simulated with the discipline that calls."""
