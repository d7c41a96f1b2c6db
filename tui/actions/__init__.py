"""The registry of actions: keys, footer, palette, help and the README are generated from it."""
