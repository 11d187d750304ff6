"""Devices behind small ports; simulated twins that obey physics ship beside them."""
