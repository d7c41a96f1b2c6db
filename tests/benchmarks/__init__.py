"""What is claimed of speed and memory, and the programs that show it. Not run by the tests."""
