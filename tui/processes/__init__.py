"""What the app does in processes of its own: crawls and live checks.

`crawl.py` starts a crawl that outlives the app; `holding.py` stops one; `look.py` checks
addresses now, `stored_check.py` links, and stores what was seen; `watch.py` tells the screens of
the crawl that is under way, also one that was started elsewhere. Children inherit the working
folder and the environment, and with them all settings.
"""
