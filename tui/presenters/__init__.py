"""The details of one link: plain data (`model`), as text (`entry`, `evidence`, …), laid out for a
width (`layout`). Pure; the widgets only show it."""
