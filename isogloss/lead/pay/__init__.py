"""`isogloss pay`: what a period's work earns, posted, printed and as a document.

Amounts are computed in `pipeline.review.paying`. The room may import `console`, and inside its
functions `pipeline`.
"""
