"""Prove that a release is whole, and that its files are what its directory gives."""
