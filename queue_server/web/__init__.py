"""The pages of officers, leaders and the public."""
