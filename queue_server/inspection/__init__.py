"""What an inspector takes away: the events of a period, and the means to check them alone."""
