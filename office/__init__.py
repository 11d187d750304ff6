"""The top floor: the command line, and a whole office on one machine."""
