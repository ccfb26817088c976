"""What speakers may ask for: why a recording was refused, who listened, redaction, withdrawal.

The room may import `permissions` and `collecting`.
"""
