"""The user interfaces in the terminal: the command line and the app."""
