"""Which functions of a program are followed: those that run or load something, and what decides what they run."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from gifthorse.analysis.native.effects import effects
from gifthorse.analysis.native.texts import Texts
from gifthorse.analysis.native.trace import Traced, trace
from gifthorse.formats.elf.machine.calls import Code

FUNCTIONS_LIMIT = 400
SEEDS_LIMIT = 200
BYTES_LIMIT = 1 << 20  # of all functions that are followed in a file
LEVELS_UP = 2
LOADING = frozenset({"dlopen", "android_dlopen_ext"})
QUIET = frozenset({"chmod", "dup2", "dup3", *LOADING})
OUTSIDE = frozenset(
    {"accept", "accept4", "__accept4", "recv", "recvfrom", "__recvfrom_chk", "__recv_chk", "socket", "connect",
     "SSL_read", "curl_easy_perform", "android_get_control_socket", "socket_local_server", "socket_local_client",
     "socket_inaddr_any_server", "socket_loopback_server", "socket_network_client", "__system_property_get",
     "property_get", "getenv"}
)  # fmt: skip
DATA = ("/data", "/cache", "/sdcard")
# A starting thread: the function and what it is given.
THREADS = {"pthread_create": (2, 3)}


def follow(code: Code, texts: Texts) -> dict[int, Traced]:
    """The functions that are followed, by their beginning."""
    chosen = _Chosen(code, texts)
    chosen.choose()
    return chosen.traced


class _Chosen:
    def __init__(self, code: Code, texts: Texts) -> None:
        self._code, self._texts, self._effects = code, texts, effects()
        self.traced: dict[int, Traced] = {}
        self._room = BYTES_LIMIT

    def choose(self) -> None:
        """Follow the functions that run something, then those above and below of which it depends what is run."""
        running = self._calling(n for n in self._effects.use if n not in QUIET or (n in LOADING and self._outside()))
        self._follow(sorted(running)[:SEEDS_LIMIT])
        chosen = {f for f in self.traced if self._open(f)}
        if not chosen or not self._outside():
            return
        chosen |= self._calling(["dup2", "dup3", *self._effects.save])
        above = chosen
        for _ in range(LEVELS_UP):
            above = self._callers(above) - chosen
            chosen |= above
        filling = self._calling([*self._effects.give, *self._effects.fill, *THREADS])
        self._follow(sorted(chosen)[:FUNCTIONS_LIMIT])
        below = {call.target for traced in self.traced.values() for call in traced.calls}
        self._follow(sorted((below & filling) - self.traced.keys())[:FUNCTIONS_LIMIT])

    def _follow(self, functions: Iterable[int]) -> None:
        for function in functions:
            size = self._code.extent(function) - function
            if function not in self.traced and len(self.traced) < FUNCTIONS_LIMIT and size <= self._room:
                self._room -= size
                self.traced[function] = trace(self._code, function)

    def _calling(self, names: Iterable[str]) -> set[int]:
        """The functions that call any imported function of these names."""
        wanted = set(names)
        return self._callers(a for a, n in self._code.stubs.items() if n in wanted)

    def _callers(self, targets: Iterable[int]) -> set[int]:
        found = sorted(targets)
        return set(self._code.callers(np.array(found, np.int64)).tolist()) if found else set()

    def _open(self, function: int) -> bool:
        """Whether the function runs what is not written in the file, or a shell without a command."""
        for call in self.traced[function].calls:
            use = self._effects.use.get(call.name)
            if use is not None and (call.name not in QUIET or call.name in LOADING):
                text = self._texts.of(call.arguments[use.argument])
                if call.name in LOADING and text is not None and not text.startswith(DATA):
                    continue
                if text is None or use.array is not None or use.rest or text.startswith(DATA):
                    return True
        return False

    def _outside(self) -> bool:
        """Whether the file takes in anything from outside."""
        return any(n in OUTSIDE for n in self._code.slots.values())
