"""The whole office on one machine, in a browser."""
