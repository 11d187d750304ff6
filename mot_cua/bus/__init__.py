"""What carries messages between programs."""
