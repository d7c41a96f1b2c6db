"""Pure state of the screens: no Textual, no catalog, no clock."""
