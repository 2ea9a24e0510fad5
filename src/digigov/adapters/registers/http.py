"""
Registers over HTTPS and JSON: ``POST /v1/registers/<id>/look-up`` with ``{key, under, fields, errand}`` answers ``{found, key,
values}``; ``errand`` is for the keeper's own log.

Keys of people travel in the body, never in an address that somebody logs. What is asked and what is answered is signed
(``signing.py``).
"""

import json
import time
from collections.abc import Sequence
from dataclasses import asdict
from functools import cached_property
from typing import Any
from urllib.parse import quote

import httpx
from django.conf import settings

from digigov.adapters.registers.own_keys import OwnKeys, Signer
from digigov.adapters.registers.signing import Signatures
from digigov.kernel.adapters import Health
from digigov.kernel.authorities import authorities
from digigov.kernel.errors import AdapterFailure
from digigov.modules.registries.ports import TIME_LIMIT, Errand, RegisterRow

TEMPORARY = {408, 425, 429, 500, 502, 503, 504}
LARGEST = 100_000


class HttpRegisters:
    def __init__(self, *, url: str = "", key: str = "", own: Signer | None = None, trusted: str = "") -> None:
        self.url = (url or settings.DIGIGOV_REGISTERS["url"]).rstrip("/")
        self.key = key or settings.DIGIGOV_REGISTERS["key"]
        self.own = own or OwnKeys()
        self.trusted = trusted or settings.DIGIGOV_REGISTERS["trusted_keys"]

    @cached_property
    def _signatures(self) -> Signatures:
        return Signatures(own=self.own, trusted=self.trusted)

    @cached_property
    def _client(self) -> httpx.Client:
        headers = {"Authorization": f"Bearer {self.key}", "Accept-Encoding": "identity"}
        return httpx.Client(base_url=self.url, headers=headers, trust_env=False, verify=authorities())

    def check(self) -> Health:
        try:
            said = self._call("GET", "/v1/health", None, TIME_LIMIT, "")
        except AdapterFailure as failure:
            return Health(ok=False, detail=failure.reason)
        count = len(said.get("registers", ()))
        return Health(ok=True, detail=f"{count} registers by HTTP", rehearsal_only=bool(said.get("rehearsal")))

    def look_up(
        self,
        *,
        register: str,
        key: str,
        under: str,
        fields: Sequence[str],
        errand: Errand,
        time_limit: float = TIME_LIMIT,
    ) -> RegisterRow | None:
        wanted = {
            "key": key,
            "under": under,
            "fields": list(fields),
            "errand": asdict(errand) | {"line": str(errand.line)},
        }
        said = self._call("POST", f"/v1/registers/{quote(register, safe='')}/look-up", wanted, time_limit, register)
        if said.get("found") is False:
            return None
        row_key, values = said.get("key"), said.get("values")
        if said.get("found") is not True or not isinstance(row_key, str) or not isinstance(values, dict):
            raise AdapterFailure(f"register {register} answers nonsense", temporary=False)
        return RegisterRow(row_key, values)

    def _call(self, method: str, path: str, body: Any, time_limit: float, register: str) -> dict[str, Any]:
        ends_at = time.monotonic() + time_limit
        limit = httpx.Timeout(max(0.05, time_limit))
        request = self._client.build_request(method, path, json=body, timeout=limit)
        self._signatures.sign(request)
        try:
            answer = self._client.send(request, stream=True)
            try:
                if not answer.is_success:
                    reason = f"registers: {path} answered {answer.status_code}"
                    raise AdapterFailure(reason, temporary=answer.status_code in TEMPORARY)
                received = _read(answer, ends_at)
            finally:
                answer.close()
        except httpx.HTTPError as fault:
            raise AdapterFailure(f"the registers do not answer ({type(fault).__name__})", temporary=True) from fault
        self._signatures.check(answer, received, register=register)
        return _understood(received)


def _read(answer: httpx.Response, ends_at: float) -> bytes:
    """The body, which may be neither long nor long in coming."""
    received = b""
    for part in answer.iter_raw():
        received += part
        if len(received) > LARGEST:
            raise AdapterFailure("registers: the answer is too long", temporary=False)
        if time.monotonic() > ends_at:
            raise AdapterFailure("registers: the answer is too slow", temporary=True)
    return received


def _understood(received: bytes) -> dict[str, Any]:
    try:
        said = json.loads(received)
    except ValueError as fault:
        raise AdapterFailure("registers: the answer is no JSON", temporary=False) from fault
    if not isinstance(said, dict):
        raise AdapterFailure("registers: the answer is no object", temporary=False)
    return said
