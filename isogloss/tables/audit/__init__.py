"""`isogloss audit`: its options, its gates, and what it prints.

The command builds `AuditOptions` in its first lines and hands it on. The room may import `console`,
and inside its functions `pipeline`.
"""
