"""The queue of people's work: what is lent to whom until when, and what came back.

Every lease is a compare-and-set and every answer one transaction, so that two workers never hold
the same turn. What is due next is decided in `pipeline.review.assigning`; this room keeps it. It may
import `io.store`, `io.workers` and the pure rooms.
"""
