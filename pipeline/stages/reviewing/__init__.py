"""People's work in the store: turns opened, cases decided, appeals heard, gold kept, work paid.

The room may import `permissions`.
"""
