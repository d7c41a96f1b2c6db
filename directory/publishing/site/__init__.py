"""The pages of a release: exit pages and a whole site, made from the directory alone."""
