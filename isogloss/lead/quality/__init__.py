"""`isogloss quality`: how far listeners agree, printed in English and French.

Figures are computed in `pipeline.stages.quality`. The room may import `console`, and inside its
functions `pipeline`.
"""
