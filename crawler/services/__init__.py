"""Requests other than checks of links: archives, registries, published releases."""
