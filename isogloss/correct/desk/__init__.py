"""A worker's desk: what lies on it, what it says and sounds like, and what becomes of an answer.

It promises both modes of the corrector the same behaviour and the same words. May import
`isogloss.correct.input`, `output` and `recording`, and `pipeline`; never the screen.
"""
