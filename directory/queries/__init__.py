"""Reading for screens and lists, fast at a hundred thousand links and bearable at a million.

Everything here only reads, hands out frozen structs or arrays of ids, and never an
ORM object. A screen that scrolls asks twice: once for the ids in order (`spine`,
`queue`), which come in chunks, each of a short transaction of its own; then, for
the few rows that are in sight, for what stands in them (`rows`).

`conditions` turns a `LinkQuery` into SQL, `words` its words into a full-text search,
`walk` goes through an index step by step; `facets` counts, `detail` and `changes`
tell all of one link, `crawls` of crawls, `stamp` whether anything has changed.
"""
