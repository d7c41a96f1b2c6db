"""Looks at the web and says what it saw."""
