"""Whom automatic rules refuse: shares by group, tests over speakers, what each rule adds.

Tests permute the group labels over speakers, never over utterances: an exact test over utterances
raises false alarms half the time. The room may import the cells and comparisons of
`pipeline.disparity`, and `pipeline.statistics`.
"""
