"""Changes of the catalog, one module per kind of change.

`directory.catalog.catalog` is their common interface.
"""
