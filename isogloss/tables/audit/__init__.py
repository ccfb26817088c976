"""`isogloss audit`: its options, its gates, and what it prints.

The command makes one `AuditOptions` of all that was typed and hands it on. The room may import
`console` and `pipeline`; `command` and `options` import it inside functions, so that help is quick.
"""
