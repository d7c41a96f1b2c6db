"""What the app does in processes of its own: crawls and live checks.

`crawl.py` starts a crawl that outlives the app, `foreground_crawl.py` one that ends with the
command; `live_check.py` checks addresses now, `stored_check.py` links, and stores what was seen;
`suggestions.py` asks for new addresses; `watch.py` reports the crawl that is under way to the
screens, also one that was started elsewhere. Children inherit the working
folder and the environment, and with them all settings.
"""
