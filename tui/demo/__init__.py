"""The demonstration on a simulated web."""
