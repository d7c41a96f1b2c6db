"""Screens that open over another one and close with a result."""
