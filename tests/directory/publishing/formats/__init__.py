"""The formats of a release, each read back by a parser that is not ours."""
