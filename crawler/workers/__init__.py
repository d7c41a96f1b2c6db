"""Processes with limits, for work on bytes that come from outside.

`fork_server.py` starts them, `process.py` is what runs in them, `worker.py` is how
an event loop gives them work. They know nothing of pages.
"""
