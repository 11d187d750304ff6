"""The office file and its one reader."""
