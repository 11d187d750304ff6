"""A new version of the programs, from a stick to a running office, and back if it is not well."""
