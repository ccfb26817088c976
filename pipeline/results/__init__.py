"""Results: what statistics found, as frozen dataclasses that `disparity` makes and `report` reads.

The room stands below both, so that a value is the same on either side of the border. It may import
`pipeline.tables`, `pipeline.settings` and `pipeline.errors`, and it computes nothing but verdicts.
"""
