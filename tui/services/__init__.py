"""What screens ask of the catalog, and its answers: frozen data, made in threads."""
