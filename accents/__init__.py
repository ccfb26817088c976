"""Accents and regions: a taxonomy as data, and how what people say of themselves is placed in it.

The package promises that a description is placed where the taxonomy names it and nowhere else:
what it cannot place it hands on, never guessed. It is pure but for its own data files, and it
imports nothing else of Isogloss.
"""
