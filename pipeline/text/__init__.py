"""Texts: how they are normalised, how two are aligned, and how their errors are counted.

The room promises that a published policy never changes what it gives, and that every count is
exact; it is pure, and every room above may use it. The rules of single languages stand in
`languages`. The room may import the vocabulary of tables, the settings and the errors.
"""
