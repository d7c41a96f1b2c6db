"""What people touch in the terminal: the command line and the terminal interface."""
