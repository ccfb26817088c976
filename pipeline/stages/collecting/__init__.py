"""Taking in an inbox: consent first, then damage and sound, then one transaction a batch.

The room may import `permissions`.
"""
