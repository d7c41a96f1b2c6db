"""Check one link: robots.txt, redirects, retries, and what is remembered of its host."""
