"""The formats of tables: separated values, JSON lines and Parquet, each given as rows or batches.

A broken row costs itself and is named by its line, whatever the format. The room may import the
sources and encodings of `io.tables`; only `io.tables` and the manifests of `io.inbox` import it.
"""
