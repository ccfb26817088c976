"""A real Chromium, driven over its own DevTools protocol, and axe-core to judge a page with.

Both are looked for and never fetched: Chromium among the programs of the machine, axe-core in one
of the Python packages that carry it. Where one is absent the tests that need it are skipped.
"""

import base64
import importlib.util
import json
import re
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import ClientConnection, connect

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
CARRIERS = ("axe_playwright_python", "axe_selenium_python", "axe_core_python")
START_SECONDS, ANSWER_SECONDS = 30, 60


class Chromium:
    """One page of a running browser."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection, self._last = connection, 0
        self.complaints: list[str] = []
        self.requests: list[str] = []
        for domain in ("Page", "Log", "Runtime", "Network"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Ask for something and wait for the answer; what the page complains of is kept."""
        self._last += 1
        asked = self._last
        self._connection.send(json.dumps({"id": asked, "method": method, "params": parameters}))
        while True:
            said = json.loads(self._connection.recv(timeout=ANSWER_SECONDS))
            if said.get("id") == asked:
                assert "error" not in said, said
                return dict(said["result"])
            if said.get("method") in ("Log.entryAdded", "Runtime.exceptionThrown"):
                self.complaints.append(json.dumps(said["params"]))
            if said.get("method") == "Network.requestWillBeSent":
                self.requests.append(said["params"]["request"]["url"])

    def run(self, script: str) -> Any:
        """The value of an expression in the page."""
        found = self.call(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def open(self, page: Path, *, width: int = 1280, dark: bool = False) -> None:
        """Show a page at a width, in light or dark."""
        self.complaints, self.requests = [], []
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
        self.call("Emulation.setDeviceMetricsOverride", **size)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", features=[scheme])
        self.call("Page.navigate", url=page.as_uri())
        until = time.monotonic() + ANSWER_SECONDS
        while self.run("document.readyState + location.href") != f"complete{page.as_uri()}":
            assert time.monotonic() < until, "the page did not load"
            time.sleep(0.02)

    def press(self, key: str) -> None:
        """Press and let go of a key."""
        text = {"Enter": "\r", " ": " "}.get(key, "")
        code = {"Enter": 13, "Tab": 9, " ": 32}[key]
        for kind in ("keyDown", "keyUp"):
            self.call(
                "Input.dispatchKeyEvent",
                type=kind,
                key=key,
                windowsVirtualKeyCode=code,
                text=text if kind == "keyDown" else "",
            )

    def pdf(self) -> bytes:
        """The page as it prints on A4."""
        printed = self.call("Page.printToPDF", paperWidth=8.27, paperHeight=11.69)
        return base64.b64decode(printed["data"])


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    """A headless Chromium of its own profile; ended with the session."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        pytest.skip(f"no Chromium on this machine (looked for {', '.join(PROGRAMS)})")
    profile = tmp_path_factory.mktemp("chromium")
    switches = ["--headless", "--disable-gpu", "--no-first-run", "--remote-debugging-port=0"]
    # Containers have no user namespaces for its sandbox; it opens our own pages only.
    switches += ["--no-sandbox", f"--user-data-dir={profile}", "--disable-dev-shm-usage"]
    running = subprocess.Popen(
        [program, *switches, "about:blank"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        with connect(_address(profile, running), max_size=None) as connection:
            yield Chromium(connection)
    finally:
        running.terminate()
        running.wait(START_SECONDS)


def _address(profile: Path, running: subprocess.Popen[bytes]) -> str:
    """Where the browser's one page is to be spoken to."""
    told = profile / "DevToolsActivePort"
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and running.poll() is None:
        if told.exists() and (lines := told.read_text().split()):
            listing = f"http://127.0.0.1:{lines[0]}/json"
            with urllib.request.urlopen(listing, timeout=START_SECONDS) as answer:
                pages = [each for each in json.load(answer) if each["type"] == "page"]
            if pages:
                return str(pages[0]["webSocketDebuggerUrl"])
        time.sleep(0.05)
    pytest.skip(f"Chromium did not start within {START_SECONDS} s")


@pytest.fixture(scope="session")
def axe() -> str:
    """axe-core's script, the newest that an installed package carries."""
    found = []
    for name in CARRIERS:
        spec = importlib.util.find_spec(name)
        for folder in (spec.submodule_search_locations or ()) if spec else ():
            found += [path.read_text(encoding="utf-8") for path in Path(folder).rglob("axe.min.js")]
    if not found:
        pytest.skip(f"no package that carries axe-core is installed ({', '.join(CARRIERS)})")
    return max(found, key=_version)


def _version(script: str) -> tuple[int, ...]:
    version = re.search(r"axe v(\d+)\.(\d+)\.(\d+)", script)
    return tuple(map(int, version.groups())) if version else ()
