"""The recording a worker is on, offered to a browser of theirs where the machine has no sound.

A small server on 127.0.0.1 alone, for one worker at one terminal: over SSH they forward its port.
It serves nothing but the current recording, under a path that cannot be guessed; the path of the
recording before leads nowhere. What a browser asks for is a play, and is told to the caller before
a byte of it leaves.
"""

import re
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_HOST = "127.0.0.1"
_TOKEN_BYTES = 12  # 96 bits
_LOOKS_EVERY_S = 0.05
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
_PROBE_BYTES = 2  # Safari first asks for two bytes, to see whether ranges are served


@dataclass(frozen=True)
class _Offered:
    path: str
    wav: bytes
    on_play: Callable[[], None]


class LoopbackAudio:
    """Serves one recording at a time to this machine.

    Args:
        port: The port to take if it is free, so that a forwarded port can stay; else any.
    """

    def __init__(self, port: int = 0) -> None:
        self._wanted_port = port
        self._door = f"/{secrets.token_urlsafe(_TOKEN_BYTES)}/"
        self._offered: _Offered | None = None
        self._server: ThreadingHTTPServer | None = None

    @property
    def port(self) -> int:
        """The port it listens at; 0 before anything was offered."""
        return self._server.server_port if self._server else 0

    @property
    def url(self) -> str:
        """The address that stays while the program runs, and leads to the current recording."""
        return f"http://{_HOST}:{self.port}{self._door}"

    def offer(self, wav: bytes, on_play: Callable[[], None]) -> str:
        """Offer a recording in place of the one before.

        Args:
            wav: The file as it is to be sent.
            on_play: Called whenever somebody begins to fetch it, in another thread; what it
                raises becomes an answer 503 and nothing is sent.

        Returns:
            The address to open.

        Raises:
            OSError: No port can be listened on.
        """
        path = f"/{secrets.token_urlsafe(_TOKEN_BYTES)}.wav"
        self._offered = _Offered(path, wav, on_play)
        if self._server is None:
            self._server = self._started()
        return self.url

    def withdraw(self) -> None:
        """Offer nothing."""
        self._offered = None

    def close(self) -> None:
        """Stop listening."""
        self._offered = None
        server, self._server = self._server, None
        if server is not None:
            server.shutdown()
            server.server_close()

    def _started(self) -> ThreadingHTTPServer:
        handler = type("Handler", (_Handler,), {"audio": self})
        try:
            server = ThreadingHTTPServer((_HOST, self._wanted_port), handler)
        except OSError:
            server = ThreadingHTTPServer((_HOST, 0), handler)
        server.daemon_threads = True
        # Whoever stops waits for as long as the server looks away.
        serve = partial(server.serve_forever, poll_interval=_LOOKS_EVERY_S)
        threading.Thread(target=serve, name="loopback audio", daemon=True).start()
        return server

    def found(self, path: str) -> _Offered | None:
        """Look up what is offered under a path, if it is still offered."""
        offered = self._offered
        if offered is None or not secrets.compare_digest(path.encode(), offered.path.encode()):
            return None
        return offered

    def leads_on(self, path: str) -> str | None:
        """Tell where the address that stays leads to now."""
        offered = self._offered
        if offered is None or not secrets.compare_digest(path.encode(), self._door.encode()):
            return None
        return offered.path


class _Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD for the one file that is offered."""

    audio: LoopbackAudio
    server_version = "isogloss"
    sys_version = ""

    def do_GET(self) -> None:
        """Send the recording, or a part of it."""
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        """Say how long it is."""
        self._answer(with_body=False)

    def log_message(self, *_: object) -> None:
        """Write nothing: the worker's screen is no place for a server's log."""

    def _answer(self, *, with_body: bool) -> None:
        # A page of somebody else's that has its own name point here is turned away.
        if self.headers.get("Host") not in (
            f"{_HOST}:{self.audio.port}",
            f"localhost:{self.audio.port}",
        ):
            self.send_error(HTTPStatus.FORBIDDEN)
            return
        if (to := self.audio.leads_on(self.path)) is not None:
            self._redirect(to)
        elif (offered := self.audio.found(self.path)) is not None:
            self._send(offered, with_body=with_body)
        else:
            self.send_error(HTTPStatus.NOT_FOUND)

    def _redirect(self, to: str) -> None:
        self.send_response(HTTPStatus.FOUND)
        self.send_header("Location", to)
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send(self, offered: _Offered, *, with_body: bool) -> None:
        size = len(offered.wav)
        asked = _asked_for(self.headers.get("Range"), size)
        if asked is None:
            self.send_response(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
            self.send_header("Content-Range", f"bytes */{size}")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        first, end = asked
        if with_body and first == 0 and end > _PROBE_BYTES and not self._told(offered):
            return
        whole = (first, end) == (0, size) and "Range" not in self.headers
        self.send_response(HTTPStatus.OK if whole else HTTPStatus.PARTIAL_CONTENT)
        if not whole:
            self.send_header("Content-Range", f"bytes {first}-{end - 1}/{size}")
        self.send_header("Content-Type", "audio/wav")
        self.send_header("Content-Length", str(end - first))
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.end_headers()
        if with_body:
            self._write(offered.wav[first:end])

    def _told(self, offered: _Offered) -> bool:
        try:
            offered.on_play()
        except Exception:  # noqa: BLE001 - whatever keeps the play from being written down
            self.send_error(HTTPStatus.SERVICE_UNAVAILABLE)
            return False
        return True

    def _write(self, body: bytes) -> None:
        try:
            self.wfile.write(body)
        except OSError:
            self.close_connection = True  # the browser went away


def _asked_for(header: str | None, size: int) -> tuple[int, int] | None:
    """Tell the bytes of one range, from and to before; None where it lies outside.

    Example:
        >>> _asked_for("bytes=0-", 10), _asked_for("bytes=-3", 10), _asked_for("bytes=12-", 10)
        ((0, 10), (7, 10), None)
    """
    match = _RANGE.fullmatch(header.strip()) if header else None
    if match is None or match.group() == "bytes=-":
        return 0, size  # what is not understood is answered as a whole (RFC 9110, 14.2)
    first, last = match.groups()
    if not first:
        return (max(size - int(last), 0), size) if int(last) else None
    end = min(int(last) + 1, size) if last else size
    return (int(first), end) if int(first) < end else None
