"""The command `isogloss correct`: a worker hears a recording and corrects what was recognised.

`command` chooses between the full screen (`screen/`) and line by line (`desk/session`); both rest
on `desk/`, which decides what lies before a worker and what becomes of their answer. `input`,
`output` and `recording` are what all of them read lines from, write lines to and play. May import
`pipeline` and `isogloss.console`, no other room of `isogloss`.
"""
