"""Suggestions for links that are gone or changed: where the page may be now, or what it was.

Read in this order: `model.py` (the words), `titles.py` and `candidates.py` (pure:
which pages look alike), `site.py` (the polite search of one site), `compose.py`
(all sources together, for one link after another).
"""
