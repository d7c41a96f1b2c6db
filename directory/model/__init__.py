"""The tables and the closed vocabularies of the catalog."""
