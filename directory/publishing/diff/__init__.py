"""What the next release changes for visitors, and what waits for approval."""
