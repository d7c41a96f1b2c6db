"""The audit trail for people outside: what files of it contain, and what is left out of them."""
