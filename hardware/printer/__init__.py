"""The ticket printer: layout, strips, commands, transport and status."""
