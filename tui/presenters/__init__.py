"""What is told of one link: plain data (`model`), put into words (`entry`, `evidence`, …) and
laid out for a width (`layout`). Pure; the widgets only show it."""
