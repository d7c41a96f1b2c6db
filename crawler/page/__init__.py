"""Read and compare pages, in a worker process. Pure, apart from `pages`."""
