"""`isogloss adjudicate`: a lead hears what listeners differ about and decides what was said.

The session may import the desk's sound and the lines of `isogloss.correct`.
"""
