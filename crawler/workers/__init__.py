"""Processes with limits, for work on bytes that come from outside.

`fork_server.py` starts them, `process.py` runs in them, `worker.py` sends them requests from an
event loop. None of it depends on pages.
"""
