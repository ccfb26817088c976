"""The corrector full-screen, over the same desk as the one line by line.

The only room that knows Textual, which takes long to import: a command imports this room once a
worker really sits down at it. May import `isogloss.correct.desk` and what the desk may import.
"""
