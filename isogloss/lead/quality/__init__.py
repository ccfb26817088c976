"""`isogloss quality`: how far listeners agree, printed in English and French.

Figures are computed in `pipeline.stages.quality`. The room may import `console` and `pipeline`;
`command` imports both inside its function, so that help is quick.
"""
