"""The rules: pure, without input, output or clock."""
