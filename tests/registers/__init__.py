"""Registers for tests: drawn, broken, judged and written."""
