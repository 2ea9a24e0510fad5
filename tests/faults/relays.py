"""A way to a server that can be cut: ``refused`` at once, ``hanging`` without an answer, ``reset`` in the middle of one."""

import contextlib
import random
import socket
import struct
import threading

CHUNK = 65536
ABORT = struct.pack("ii", 1, 0)  # SO_LINGER with no patience: what is closed is reset


class Relay:
    """Listens on ``port`` of its own and passes everything on to another; ``cut`` and ``mend`` while it is in use. ``passed`` says how often."""

    def __init__(self, to):
        self.to, self.how, self.pairs, self.passed = to, "", set(), 0
        self.mended, self.ended, self.lock = threading.Event(), threading.Event(), threading.Lock()
        self.mended.set()
        self.keeper = _bound(0)  # nobody else gets the port while nobody listens there
        self.port = self.keeper.getsockname()[1]
        self.listener = self._listen()
        threading.Thread(target=self._accept, daemon=True).start()

    def _listen(self):
        listener = _bound(self.port)
        listener.listen(64)
        listener.settimeout(0.2)
        return listener

    def cut(self, how):
        self.how = how
        self.mended.clear()
        if how == "refused":
            self._stop_listening()
            self._reset_all()

    def mend(self):
        """What was cut stays cut; whoever comes now gets through."""
        self._reset_all()
        if self.how == "refused":
            self.listener = self._listen()
        self.how = ""
        self.mended.set()

    def close(self):
        self.ended.set()
        self.mended.set()
        self._stop_listening()
        self.keeper.close()
        self._reset_all()

    def _stop_listening(self):
        with contextlib.suppress(OSError):
            self.listener.shutdown(
                socket.SHUT_RDWR
            )  # at once: the thread that waits there keeps a closed one open for a while
        self.listener.close()

    def _accept(self):
        while not self.ended.is_set():
            try:
                near, _ = self.listener.accept()
                near.settimeout(None)
                self._join(near)
            except TimeoutError:
                continue
            except OSError:
                self.ended.wait(0.05)  # closed: refused until it is mended

    def _join(self, near):
        try:
            far = socket.create_connection(("127.0.0.1", self.to), timeout=5)
            far.settimeout(None)
        except OSError:
            _abort(near)
            return
        with self.lock:
            self.pairs.add((near, far))
            self.passed += 1
        for source, target, is_answer in ((near, far, False), (far, near, True)):
            threading.Thread(target=self._pass_on, args=(source, target, is_answer), daemon=True).start()

    def _pass_on(self, source, target, is_answer):
        with contextlib.suppress(OSError):
            while data := source.recv(CHUNK):
                if self.how == "hanging":
                    self.mended.wait()
                elif self.how == "reset" and is_answer:
                    target.sendall(data[: random.randrange(len(data))])
                    break
                target.sendall(data)
        self._end({pair for pair in set(self.pairs) if source in pair}, is_reset=self.how == "reset")

    def _reset_all(self):
        self._end(set(self.pairs), is_reset=True)

    def _end(self, pairs, *, is_reset):
        with self.lock:
            self.pairs -= pairs
        for pair in pairs:
            for end in pair:
                _abort(end) if is_reset else _close(end)


def _bound(port):
    """Several may be bound to one port so, as long as no more than one of them listens."""
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.bind(("127.0.0.1", port))
    return made


def _abort(end):
    with contextlib.suppress(OSError):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, ABORT)
    _close(end)


def _close(end):
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
