"""What the app does in separate processes: crawls and live checks.

`crawl.py` starts a crawl that outlives the app, `foreground_crawl.py` one that ends with the
command; `live_check.py` checks addresses now, `stored_check.py` checks links and stores the
results; `suggestions.py` finds new addresses; `watch.py` reports the crawl under way to the
screens, also one that was started elsewhere. Children inherit the working folder and the
environment, and with them all settings.
"""
