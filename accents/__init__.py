"""What an accent is: taxonomies as data, matching of what people write, regions, groups, coverage.

Pure but for reading its own data; it imports nothing of ours, so that everything else may import it.
"""
