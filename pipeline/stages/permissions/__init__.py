"""Ids, consent and masks: what may be used of whom, for what, asked at every use.

Every other stage may import this room; it imports no stage.
"""
