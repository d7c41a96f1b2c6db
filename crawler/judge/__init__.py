"""The judge: pure functions from an Observation to the Findings that it shows."""
