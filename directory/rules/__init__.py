"""The pure rules: no clock, no input or output; `now` and policy are arguments."""
