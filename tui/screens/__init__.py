"""Modes and screens of the curation app."""
