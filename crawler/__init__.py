"""Checks links on the web and judges what it found."""
