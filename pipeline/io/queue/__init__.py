"""The queue of people's work: what is lent to whom until when, and what came back.

Every lease is a compare-and-set and every answer one transaction, so that two workers never hold
the same turn. `pipeline.review.assigning` decides what is due next; this room keeps it. The room
may import `io.store`, `io.workers` and the pure rooms.
"""
