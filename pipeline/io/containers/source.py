"""The bytes of one upload: held in memory while small, read in place when not.

Decoders read through callbacks of C libraries, which swallow exceptions. So a file that fits is
read once, here, where a failing disk is an OSError like any other; a longer one is watched, and
an error that a callback saw is raised again afterwards.
"""

import io
import os
from typing import BinaryIO

MEMORY_BYTES = 64 << 20


class Source:
    """An open file, its size, and random access to its bytes.

    Args:
        stream: Open for reading in binary, seekable; stays open, its position undefined after.
        memory_bytes: Largest file that is read at once.

    Attributes:
        size: Bytes in the file.
        data: All bytes when small enough, else None.

    Raises:
        OSError: The file cannot be read.
    """

    def __init__(self, stream: BinaryIO, memory_bytes: int = MEMORY_BYTES) -> None:
        self._watched = WatchedStream(stream)
        self.size = stream.seek(0, os.SEEK_END)
        stream.seek(0)
        self.data: bytes | None = None
        if self.size <= memory_bytes:
            self.data = stream.read()
            self.size = len(self.data)

    def at(self, offset: int, count: int) -> bytes:
        """Read up to `count` bytes from `offset`; fewer at the end.

        Args:
            offset: From the start of the file.
            count: Most bytes wanted.
        """
        if self.data is not None:
            return self.data[offset : offset + count]
        self._watched.seek(offset)
        wanted = self._watched.read(count)
        self.check()
        return wanted

    def open(self) -> "io.BytesIO | WatchedStream":
        """Open a fresh file object at the start, for a decoder."""
        if self.data is not None:
            return io.BytesIO(self.data)
        self._watched.seek(0)
        return self._watched

    def check(self) -> None:
        """Raise what a decoder's callback saw and could not pass on.

        Raises:
            OSError: As the file raised it.
        """
        if self._watched.failure is not None:
            raise self._watched.failure


class WatchedStream:
    """A file object that remembers a failed read and answers it with the end of the file."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.failure: OSError | None = None

    def read(self, count: int = -1) -> bytes:
        """Read like a file; b"" after a failure."""
        try:
            return self._stream.read(count)
        except OSError as error:
            self.failure = error
            return b""

    def readinto(self, buffer: bytearray | memoryview) -> int:
        """Fill a buffer like a file; 0 after a failure."""
        view = memoryview(buffer).cast("B")
        got = self.read(len(view))
        view[: len(got)] = got
        return len(got)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Seek like a file."""
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        """Tell like a file."""
        return self._stream.tell()

    def seekable(self) -> bool:
        """Say yes: the stages hand in files and buffers."""
        return True


SourceFile = io.BytesIO | WatchedStream
"""What a decoder is handed: binary, seekable, at its start."""
