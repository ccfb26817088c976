"""Assemble and render what was found: HTML, Markdown, JSON and a plain table; data in, text out."""
