"""Measuring: what the samples of one recording say, in one walk over them.

The room promises the measures, the hash of the samples and the fingerprint of a recording that is
handed over block by block, with memory that hardly grows. `measures` is fed the blocks; the others
are its parts. The room may import the compiler and the examination of `collect`, and nothing else
of Isogloss.
"""
