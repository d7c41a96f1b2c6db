"""The one registry of actions: keys, footer, palette, help and the README are made of it."""
