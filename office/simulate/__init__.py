"""A day that has been, lived again through the programs."""
