"""Commands over tables and files that somebody brings: audit, consensus, check, accents.

All but `accents resolve` need no workspace. May import `pipeline`, `accents` and
`isogloss.console`, no other room of `isogloss`.
"""
