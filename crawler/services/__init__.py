"""Requests that check no link: archives, registries, published releases."""
