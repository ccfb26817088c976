"""The texts themselves, English beside French, a file for each part of a report.

Only `pipeline.locale.catalogue` reads them; the room imports nothing.
"""
