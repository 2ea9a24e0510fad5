"""Somebody who reads a chat live, as a browser does: by its key, and after a broken link from the last mark on."""

import contextlib
import http.client
import json
import threading
import time


def status_of(port, path, headers=None):
    """What the door answers at once; 0 if there is nobody."""
    way = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        way.request("GET", path, headers=headers or {})
        return way.getresponse().status
    except OSError:
        return 0
    finally:
        way.close()


class Reader(threading.Thread):
    """With ``breaks`` the link is cut by chance, in the middle of whatever is being read."""

    def __init__(self, port, token, *, breaks=None):
        super().__init__(daemon=True)
        self.port, self.token, self.breaks = port, token, breaks
        self.events, self.ids = [], []
        self.mark, self.links, self.is_over = "", 0, False

    def start(self):
        super().start()
        return self

    def run(self):
        while not self.is_over:
            with contextlib.suppress(OSError, http.client.HTTPException):
                self._read()
            time.sleep(0.02)

    def _read(self):
        way = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"X-Chat-Token": self.token, **({"Last-Event-ID": self.mark} if self.mark else {})}
        way.request("GET", "/live/chat/", headers=headers)
        answer = way.getresponse()
        if answer.status != 200:
            raise ConnectionError
        self.links += 1
        left = self.breaks.randrange(1, 3000) if self.breaks else 10**12
        held = b""
        while not self.is_over and left > 0:
            some = answer.read1(min(left, 65536))
            if not some:
                break
            left -= len(some)
            *whole, held = (held + some).split(b"\n\n")
            for part in whole:
                self._take(part.decode())
        way.close()

    def _take(self, part):
        found = dict(line.split(": ", 1) for line in part.splitlines() if ": " in line)
        if found.get("event") != "message":
            return
        event = json.loads(found["data"])
        self.events.append(event)
        self.ids.append(event["id"])
        self.mark = found["id"]

    def until(self, count, seconds):
        """What was received once there are so many, and a moment longer, should more come."""
        until = time.monotonic() + seconds
        while len(self.ids) < count and time.monotonic() < until:
            time.sleep(0.02)
        time.sleep(0.2)
        return list(self.ids)
