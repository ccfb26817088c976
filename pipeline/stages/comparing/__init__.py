"""References from people's work, and errors counted against them under a named policy.

Only what changed is counted again. The room may import `permissions` and `reviewing`.
"""
