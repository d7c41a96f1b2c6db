"""The audit trail as files: what can be proved by them, and what is left out of them."""
