"""What stands behind a comparison, gathered from texts and counts, for report and audit alike.

So a number means the same wherever its rows came from. The room may import `comparing`.
"""
