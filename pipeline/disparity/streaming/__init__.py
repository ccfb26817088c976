"""Error counts of a table of any length, summed batch by batch into cells.

A cell is one speaker, in one group, heard by one set of systems; memory grows with cells and not
with rows. The room takes Arrow batches and opens nothing. It may import the cells, assessments and
pairs of `pipeline.disparity`, and `pipeline.text`.
"""
