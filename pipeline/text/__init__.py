"""Text: normalisation policies, error counts, and the alignments people are shown."""
