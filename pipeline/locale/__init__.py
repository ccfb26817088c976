"""How people are spoken to: the catalogue of texts, numbers and dates, widths, sanitised text.

Whatever other people wrote passes through `sanitise` before a person sees it. The room may import
`tables`, `settings` and `errors` only, so that every other room can word what it has to say.
"""
