"""The only part of the pipeline that opens anything: the store, sound, tables, inboxes, programs.

Each room inside hides one kind of outside thing and gives typed values. Rules of the product live
in the pure rooms, which this one may import; it imports no stage, no flow and no command.
"""
