"""What can be done to the catalog, one module per kind of thing.

`directory.catalog.catalog` is their door.
"""
