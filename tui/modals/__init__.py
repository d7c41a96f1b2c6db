"""What opens over a screen and closes with an answer."""
