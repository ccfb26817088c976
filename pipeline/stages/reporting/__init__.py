"""The report of a workspace: its material is loaded in one place; all else is pure assembly.

The room may import `evidence`, `comparing` and `permissions`.
"""
