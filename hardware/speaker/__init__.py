"""The loudspeaker: what is said, the recorded clips it is made of, and the thread that plays it."""
