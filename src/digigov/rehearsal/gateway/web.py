"""The least of a web framework that two dozen lines of pages need."""

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

LIMIT = 65_536
STATUS = {
    200: "OK", 201: "Created", 303: "See Other", 400: "Bad Request", 401: "Unauthorized", 404: "Not Found",
    405: "Method Not Allowed", 409: "Conflict", 413: "Content Too Large", 422: "Unprocessable Content",
}  # fmt: skip


class Refused(Exception):
    """An answer that ends the work, and undoes it."""

    def __init__(self, status: int, code: str, sentence: str) -> None:
        self.status, self.code, self.sentence = status, code, sentence
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @classmethod
    def of(cls, environ: dict[str, Any]) -> "Request":
        size = environ.get("CONTENT_LENGTH") or "0"
        if not size.isdigit() or int(size) > LIMIT:
            raise Refused(413, "too-large", "At most 64 kB.")
        headers = {
            key.removeprefix("HTTP_").replace("_", "-").lower(): value
            for key, value in environ.items()
            if key.startswith("HTTP_")
        }
        query = {key: values[-1] for key, values in parse_qs(environ.get("QUERY_STRING", "")).items()}
        return cls(
            environ["REQUEST_METHOD"],
            environ.get("PATH_INFO", "/"),
            query,
            headers,
            environ["wsgi.input"].read(int(size)),
        )

    def form(self) -> dict[str, str]:
        fields = parse_qs(self.body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=30)
        return {key: values[-1].strip() for key, values in fields.items()}

    def json(self) -> dict[str, Any]:
        try:
            found = json.loads(self.body)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise Refused(400, "not-json", "The body must be a JSON object.")
        return found


@dataclass(frozen=True, slots=True)
class Response:
    status: int
    body: bytes = b""
    kind: str = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = field(default=())

    def wsgi(self, start_response: Any) -> list[bytes]:
        start_response(
            f"{self.status} {STATUS[self.status]}",
            [
                ("Content-Type", self.kind),
                ("Content-Length", str(len(self.body))),
                ("Cache-Control", "no-store"),
                ("Content-Security-Policy", "default-src 'none'; style-src 'self'; frame-ancestors 'none'"),
                ("X-Content-Type-Options", "nosniff"),
                ("Referrer-Policy", "no-referrer"),
                *self.headers,
            ],
        )
        return [self.body]


def as_json(status: int, body: Any) -> Response:
    return Response(status, json.dumps(body).encode(), "application/json")


def see(url: str) -> Response:
    return Response(303, headers=(("Location", url),))
