"""How good people's texts are: agreement, anchoring, gold items, skill, appeals.

The room promises that every figure comes with its interval over speakers and workers, or says that
too few people stand behind it. No figure alone is proof against anybody.

It may import `pipeline.statistics`, `pipeline.text` and, of the rooms of `review`, `assigning`
(attention checks) and `paying` (`small_cells`, which folds groups of few people).
"""
