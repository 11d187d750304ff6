"""The registers (sổ) of the office: a table of fields for each, and one set of rules for all."""
