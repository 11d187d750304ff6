"""The queue server: the queue, the counters, the ratings, the day."""
