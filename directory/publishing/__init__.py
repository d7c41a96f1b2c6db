"""A release: the files that the agency's website consumes, and the proof of them."""
