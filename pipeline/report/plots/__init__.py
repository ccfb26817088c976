"""The plots of a report as shapes with labels, drawn as SVG by the page's own templates.

The room may import the contents, rows and tables of `pipeline.report`, `results` and `locale`.
"""
