"""Make a release of the catalog, put it in its place, or bring an earlier one back."""
