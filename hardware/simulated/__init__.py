"""Simulated twins of every device; reached through hardware.pick."""
