"""What leads type: decide, judge quality, keep gold items, clear flags, redact, pay, tell listens.

Each command asks who leads and prints what a stage found; no stage's work is done here. May import
`pipeline` and `isogloss.console`, and `isogloss.correct` below its command: a lead who adjudicates
hears and types as workers do.
"""
