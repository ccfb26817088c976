"""A report in its forms: an HTML page, Markdown, a table for a terminal, JSON.

Every form reads the same contents, so that no form can say what another does not. The room may
import the rest of `pipeline.report`, which offers its functions as its own.
"""
