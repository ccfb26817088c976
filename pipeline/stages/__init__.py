"""The product, one stage a file: load, pure steps, save. Nothing else sequences steps.

collect  -> inbox rows checked, measured and kept
tag      -> accents and regions from what speakers say of themselves
transcribe -> what still has no hypothesis is recognised, and queued for people
compare  -> references formed, errors counted
report   -> rates, gaps, coverage and selection on one page
withdraw -> everything of a speaker erased
explain  -> every decision on an utterance, in words
status   -> counts
"""
