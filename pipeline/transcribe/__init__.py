"""Transcribing: what a recogniser is, what it answers, and which utterances still need an answer.

The room is pure: it promises a protocol that every engine keeps and tables of what to ask for;
the engines themselves stand in `pipeline.io.recognisers`. It may import `text`, the vocabulary of
tables, the settings and the errors.
"""
