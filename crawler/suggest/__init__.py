"""Suggestions for links that are gone or changed: where the page may be now, or what it was.

Read in this order: `model.py` (the types), `titles.py` and `candidates.py` (pure: which pages are
similar), `site.py` (the polite search of one site), `compose.py` (all sources together, for one
link after another).
"""
