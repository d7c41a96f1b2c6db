"""The spiders: how a crawl goes through the links that are due."""
