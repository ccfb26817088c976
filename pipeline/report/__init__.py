"""Assemble and render what was found: HTML, Markdown, JSON and a plain table; data in, text out."""

from pipeline.report.contents import ReportContents
from pipeline.report.document import render_json
from pipeline.report.markdown import render_markdown
from pipeline.report.page import render_html
from pipeline.report.terminal import render_text_table

__all__ = ["ReportContents", "render_html", "render_json", "render_markdown", "render_text_table"]
