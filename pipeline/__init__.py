"""The product but for its doors: pure rooms decide, `io` opens things, `stages` put them in order.

Imports go one way, and contracts in `pyproject.toml` hold it: stages, io, then collect, transcribe,
review, disparity and report side by side, then statistics, text, results, locale, and at the
bottom tables, settings and errors. Prefect is not known here.
"""
