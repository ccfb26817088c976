"""`isogloss adjudicate`: a lead hears what listeners differ about and decides what was said.

The room may import `console`, the desk and what the desk rests on in `isogloss.correct`, and
`pipeline`.
"""
