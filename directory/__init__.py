"""What we hold, promise and publish: the catalog of links, its rules, and its releases."""
