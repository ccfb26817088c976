"""What stands behind a gap: kinds of errors, words, harmful words, strata of a measure.

Each file answers one question about the counted utterances of a grouping, with an interval over
speakers wherever it gives a rate. The room may import the rest of `pipeline.disparity` but for
`streaming`.
"""
