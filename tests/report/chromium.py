"""A headless Chromium, driven through the DevTools protocol over a pipe."""

import base64
import json
import os
import selectors
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

PROGRAM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
WHY_NOT = "no chromium on this machine (Debian: apt-get install chromium)"
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions"),
    *("--remote-debugging-pipe", "--hide-scrollbars", "--font-render-hinting=none"),
)
PATIENCE = 30


class NotStarted(Exception):
    """The browser is installed and does not start here."""


class Page:
    """One tab: `events` are all that it reported, oldest first."""

    def __init__(self, process, to_browser, from_browser):
        self.process, self.to_browser, self.from_browser = process, to_browser, from_browser
        self.selector = selectors.DefaultSelector()
        self.selector.register(from_browser, selectors.EVENT_READ)
        self.received, self.events, self.answers, self.count = b"", [], {}, 0
        target = self.ask("Target.createTarget", session=None, url="about:blank")["targetId"]
        self.session = self.ask("Target.attachToTarget", session=None, targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Log", "Runtime"):
            self.ask(f"{domain}.enable")

    def ask(self, method, session="own", **parameters):
        """Return the answer to a command."""
        self.count += 1
        message = {"id": self.count, "method": method, "params": parameters}
        if session is not None:
            message["sessionId"] = self.session
        os.write(self.to_browser, json.dumps(message).encode() + b"\0")
        number = self.count
        self.wait(lambda: number in self.answers)
        answer = self.answers.pop(number)
        assert "error" not in answer, answer
        return answer["result"]

    def wait(self, ready):
        """Read what the browser says until `ready()`."""
        until = time.monotonic() + PATIENCE
        while not ready():
            assert time.monotonic() < until and self.process.poll() is None, "Chromium does not answer"
            if not self.selector.select(1):
                continue
            *messages, self.received = (self.received + os.read(self.from_browser, 1 << 20)).split(b"\0")
            for message in map(json.loads, messages):
                if "id" in message:
                    self.answers[message["id"]] = message
                else:
                    self.events.append(message)

    def open(self, path, width=1280, height=800, dark=False):
        """Load a file and wait until it is there."""
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.ask("Emulation.setDeviceMetricsOverride", **size)
        self.ask("Emulation.setEmulatedMedia", media="", features=[scheme])
        self.events.clear()
        self.ask("Page.navigate", url=Path(path).resolve().as_uri())
        self.wait(lambda: any(event["method"] == "Page.loadEventFired" for event in self.events))

    def value(self, expression):
        """Return the value of a JavaScript expression in the page."""
        result = self.ask("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in result, result
        return result["result"].get("value")

    def complaints(self):
        """Return what the console and the log say."""
        kinds = ("Log.entryAdded", "Runtime.consoleAPICalled", "Runtime.exceptionThrown")
        return [event["params"] for event in self.events if event["method"] in kinds]

    def requests(self):
        """Return the addresses that were asked for."""
        sent = [event for event in self.events if event["method"] == "Network.requestWillBeSent"]
        return [event["params"]["request"]["url"] for event in sent]

    def screenshot(self, path, whole=True):
        picture = self.ask("Page.captureScreenshot", captureBeyondViewport=whole, format="png")
        Path(path).write_bytes(base64.b64decode(picture["data"]))

    def print(self, path):
        pages = self.ask("Page.printToPDF", printBackground=False, preferCSSPageSize=True)
        Path(path).write_bytes(base64.b64decode(pages["data"]))


def started(process, to_browser, from_browser):
    """Return the first page of the browser; raise NotStarted when it does not answer at all."""
    try:
        return Page(process, to_browser, from_browser)
    except (AssertionError, OSError) as error:
        raise NotStarted(f"{PROGRAM} does not start here") from error


@contextmanager
def browser():
    """Yield a page of a new browser with an empty profile."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        down, up = os.pipe(), os.pipe()

        def at_three_and_four():
            os.dup2(down[0], 10)
            os.dup2(up[1], 11)
            os.dup2(10, 3)
            os.dup2(11, 4)

        process = subprocess.Popen(
            [PROGRAM, *FLAGS, f"--user-data-dir={profile}"],
            preexec_fn=at_three_and_four,
            close_fds=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(down[0])
        os.close(up[1])
        try:
            yield started(process, down[1], up[0])
        finally:
            process.kill()
            process.wait()
            os.close(down[1])
            os.close(up[0])
