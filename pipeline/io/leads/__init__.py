"""What waits for a lead: adjudications, appeals, flags, each with the decision that ends it.

The room may import `io.queue`, `io.store`, `io.workers` and the pure rooms.
"""
