"""The texts themselves, English beside French, a file for each part of a report.

`pipeline.locale.catalogue` reads those of a report, an audit in French those of its remarks. The
room may import the numbers of `pipeline.locale`.
"""
