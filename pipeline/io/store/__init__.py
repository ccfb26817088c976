"""The database: its engine, its migrations, and transactions that check what they write.

Nobody else imports SQLAlchemy's engine. Rows are checked against `pipeline.tables` once, when they
are written. The room may import `pipeline.tables`, `settings` and `errors`, and no other room of
`io`.
"""
