"""Collecting: what becomes of a manifest's row and of the sound that it names.

Consent is asked first, the row is read, the sound is measured, judged against the limits, and
compared with what is already there. The room is pure: it promises decisions with their reasons as
data, and opens nothing; `io` hands it samples and `stages` save what it says. It may import `text`,
the vocabulary of tables, the settings and the errors.
"""
