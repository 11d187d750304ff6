"""The registers for those who read and fill them: words, lists, tables in and out, letters."""
