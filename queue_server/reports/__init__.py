"""Reports over more than a day: what a period's figures allow to say, and its charts."""
