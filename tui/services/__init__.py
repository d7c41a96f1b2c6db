"""Queries and acts of the screens on the catalog; results are frozen data, made in threads."""
