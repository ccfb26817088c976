"""The shell: database, audio files, inboxes, recognisers. Nothing above it opens files."""
