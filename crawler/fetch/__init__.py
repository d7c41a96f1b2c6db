"""Fetch one answer from one server: libcurl, the address guard, name resolution."""
