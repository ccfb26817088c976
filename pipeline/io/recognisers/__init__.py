"""Recognisers: the engines that write hypotheses, and the models that they need.

The room promises that every engine keeps the protocol of `pipeline.transcribe.recogniser`, that a
model's files are checked against their known hash before they are used, and that one recording
which cannot be recognised never costs the others of its batch. `opening` is the only file that
chooses among engines. The room may import `audio`, the files of `io` itself, and the pure rooms
below `io`.
"""
