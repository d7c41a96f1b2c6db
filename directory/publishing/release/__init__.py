"""Compose a release, write it, and read the ones that were kept."""
