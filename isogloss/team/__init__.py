"""What a team types to run a workspace: set it up, fill it, run its flows, look after it.

`flow_runs` is the only door to Prefect besides `schedule`; no other file imports it. May import
`flows`, `pipeline` and `isogloss.console`, no other room of `isogloss`.
"""
