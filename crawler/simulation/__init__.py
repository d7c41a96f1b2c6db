"""A small simulated web: for the demo, the tests and the benchmarks."""
