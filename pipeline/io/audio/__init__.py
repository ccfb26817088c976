"""Sound: recordings are read, measured, stored and played here.

The room promises that a file is decoded once, from an open file and never from a path, within the
bounds of the settings, and that damage is told as a reason and never passed over in silence. It may
import `containers`, the files of `io` itself, and the pure rooms below `io`.
"""
