"""The `jobbank` command, one file per command."""
