"""One module per family of signs: `(case)` in, findings out."""
