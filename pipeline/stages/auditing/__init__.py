"""The audit of a bare table, without a workspace: columns, counting, assessment, page, JSON.

The room may import `evidence` and `comparing`, and reads tables through `pipeline.io.tables`.
"""
