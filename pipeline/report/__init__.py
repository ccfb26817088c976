"""Report: what was found, in words, tables and plots; as HTML, Markdown, JSON and a plain table.

`ReportContents` go in, and texts come out. The room words every verdict and decides none: it reads
`pipeline.results`, and computes no statistics. It may import `accents`, `pipeline.text`,
`pipeline.results` and what stands below them, and knows nothing of the other stage folders.
"""

from pipeline.report.contents import ReportContents
from pipeline.report.rendering.document import render_json
from pipeline.report.rendering.markdown import render_markdown
from pipeline.report.rendering.page import render_html
from pipeline.report.rendering.terminal import render_text_table

__all__ = ["ReportContents", "render_html", "render_json", "render_markdown", "render_text_table"]
