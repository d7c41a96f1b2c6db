"""The spiders: how a crawl walks over the links that are due."""
