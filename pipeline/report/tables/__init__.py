"""The tables of a report, as columns and rows that every form of the report renders.

The room may import the contents and rows of `pipeline.report`, `results` and `locale`.
"""
