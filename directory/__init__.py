"""The catalog of links, its rules, and its releases."""
