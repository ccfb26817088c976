"""What people's work pays: amounts, the ledger's rows, the floor an hour must come to.

The room promises that amounts are exact until they are rounded once, that the same answer is never
posted twice, and that a posting's rows sum to nothing. It also folds groups of so few people that a
number about them would be a number about somebody (`small_cells`).

It may import `pipeline.statistics`, `tables` and `settings`, and no other room of `review`.
"""
