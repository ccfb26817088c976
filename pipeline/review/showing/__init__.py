"""What a worker or a lead is shown of a recording, and what is kept of what they type.

The room promises that nothing of a bleeped span is left to hear, that typed text is stored on one
line without invisible characters, and that a lead sees versions without their authors.

It may import `pipeline.text`, and no other room of `review`. It reads no clock and opens no sound:
times and samples come in as arguments.
"""
