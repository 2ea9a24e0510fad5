"""What nobody in good faith would send: each is a function from the fields of a page to keyword arguments of a client's request."""

import json
from collections.abc import Callable, Iterable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

Body = Callable[[Iterable[str]], dict[str, Any]]
FORM = "application/x-www-form-urlencoded"
BOUNDARY = "multipart/form-data; boundary=x"
WORDS = {
    "nothing": "",
    "blank": "  \t ",
    "null byte": "a\x00b",
    "new lines": "a\r\nSet-Cookie: stolen=1\r\n\r\n<html>",
    "path": "../../../../etc/passwd%00.jpg",
    "other site": "//evil.example/",
    "other site, backslash": "/\\evil.example",
    "script": "javascript:alert(1)//<script>alert(1)</script>",
    "template": "{{ 7*7 }}{% raise %}%(x)s %s {0}",
    "sql": "' OR 1=1; DROP TABLE audit_entry; --",
    "huge": "x" * 200_000,
    "many digits": "9" * 5_000,
    "negative": "-1",
    "not a number": "NaN",
    "endless": "1e999999",
    "far too large": "99999999999999999999",
    "other digits": "١٢٣",
    "right to left": "\u202eabc\ufeff\u0000".replace("\x00", ""),
    "no character": "\ufffe\U0010ffff",
    "id of nobody": "00000000-0000-0000-0000-000000000000",
    "no date": "0000-99-99",
    "list": "[]",
    "not true": "true",
}


def _every(word: str) -> Body:
    return lambda fields: {"data": dict.fromkeys(fields, word)}


def _raw(data: bytes | str, content_type: str) -> Body:
    return lambda fields: {"data": data, "content_type": content_type}


def _twice(fields: Iterable[str]) -> dict[str, Any]:
    return {"data": {name: ["a", "b", ""] for name in fields}}


def _as_files(fields: Iterable[str]) -> dict[str, Any]:
    return {"data": {name: SimpleUploadedFile("../../x\x00.jpg", b"\x89PNG\r\n\x1a\n" + bytes(50)) for name in fields}}


def _brackets(fields: Iterable[str]) -> dict[str, Any]:
    return {"data": {f"{name}{part}": "1" for name in fields for part in ("[]", "[0]", "-0", "__in", "-given")}}


def _broken_utf8(fields: Iterable[str]) -> dict[str, Any]:
    body = b"&".join(name.encode() + b"=%ff%fe\xff\xc3(" for name in fields) + b"&\xff=1&=&%=%"
    return {"data": body, "content_type": FORM}


def _in_json(value: Any) -> Body:
    return lambda fields: {
        "data": json.dumps(dict.fromkeys([*fields, "id", "rawId", "response", "type"], value)),
        "content_type": "application/json",
    }


BODIES: dict[str, Body] = {
    **{name: _every(word) for name, word in WORDS.items()},
    "no body": lambda fields: {"data": {}},
    "keys twice": _twice,
    "files for words": _as_files,
    "brackets": _brackets,
    "no UTF-8": _broken_utf8,
    "thousands of fields": _raw("&".join(f"f{n}=1" for n in range(5_000)), FORM),
    "unknown charset": _raw(b"a=b", f"{FORM}; charset=nonsense"),
    "wide charset": _raw("a=b".encode("utf-16"), f"{FORM}; charset=utf-16"),
    "multipart without boundary": _raw(b"a=b", "multipart/form-data"),
    "multipart cut off": _raw(b'--x\r\nContent-Disposition: form-data; name="a"; filename="b"\r\n\r\nabc', BOUNDARY),
    "multipart of nonsense": _raw(b"--x\r\n\xff\xfe: \x00\r\n\r\n--x--", BOUNDARY),
    "multipart with a coded part": _raw(
        b'--x\r\nContent-Disposition: form-data; name="a"\r\nContent-Transfer-Encoding: base64\r\n\r\n%%%\r\n--x--',
        BOUNDARY,
    ),
    "xml": _raw(b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', "text/xml"),
    "JSON cut off": _raw(b'{"a": ', "application/json"),
    "JSON, a list": _raw(b"[1, 2]", "application/json"),
    "JSON, a number": _raw(b"7", "application/json"),
    "JSON, null": _raw(b"null", "application/json"),
    "JSON, deep": _raw(b'{"a":' * 100_000, "application/json"),
    "JSON, long number": _raw(b'{"id": ' + b"9" * 5_000 + b"}", "application/json"),
    "JSON, no UTF-8": _raw(b'{"id": "\xff\xfe"}', "application/json"),
    "JSON, half a character": _in_json("\ud800"),
    "JSON, null byte": _in_json("a\x00b"),
    "JSON, wrong types": _in_json([{"a": None}]),
    "JSON, infinity": _raw(b'{"id": Infinity, "response": NaN}', "application/json"),
}

QUERIES = {
    "null byte": "?q=a%00b&page=a%00b&unit=%00&next=%00&service=%00&case=%00&state=%00&role=%00",
    "no UTF-8": "?q=%ff%fe&page=%ff&next=%ff&unit=%ff&day=%ff&office=%ff",
    "page of nonsense": "?page=-1&offset=-1&size=0&index=x",
    "page without end": "?page=99999999999999999999999&offset=99999999999999999999999",
    "other digits": "?page=%D9%A1&offset=%D9%A1&index=%C2%B2",
    "other site": "?next=//evil.example/&back=https://evil.example/&url=//evil.example",
    "new lines": "?next=/%0d%0aSet-Cookie:%20stolen=1&q=%0d%0a",
    "lists": "?page[]=1&page=1&page=2&q=&q=x&state=a&state=b&unit=nowhere&service=nothing&role=none&office=x",
    "no date": "?start=0000-99-99&day=9999-12-31&from=x&until=&at=1e99&month=13",
    "long": "?q=" + "x" * 6_000,
    "far dates": "?start=9999-12-31&day=0001-01-01",
}

HEADERS: dict[str, dict[str, str]] = {
    "language": {"HTTP_ACCEPT_LANGUAGE": "x" * 5_000 + ";q=nan, \x01"},
    "cookies": {"HTTP_COOKIE": 'sessionid="\\000; csrftoken=' + "x" * 4_000 + "; digigov_language=../../etc; =; a"},
    "host": {"HTTP_HOST": "evil.example"},
    "host with a path": {"HTTP_HOST": "localhost/../evil"},
    "host with new lines": {"HTTP_HOST": "localhost\r\nX: y"},
    "no host": {"HTTP_HOST": ""},
    "forwarded": {"HTTP_X_FORWARDED_HOST": "evil.example", "HTTP_X_FORWARDED_FOR": "\x00, ::::, 1" * 50},
    "range": {"HTTP_RANGE": "bytes=-1-,9999999999999-"},
    "conditions": {"HTTP_IF_MODIFIED_SINCE": "never", "HTTP_IF_NONE_MATCH": '"' * 99},
    "overridden": {"HTTP_X_HTTP_METHOD_OVERRIDE": "DELETE", "HTTP_X_ORIGINAL_URL": "/desk/"},
    "length": {"CONTENT_LENGTH": "-5"},
    "length in words": {"CONTENT_LENGTH": "many"},
    "referrer": {"HTTP_REFERER": "http://[::1/\x00"},
    "origin": {"HTTP_ORIGIN": "null"},
}
METHODS = ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "HEAD")
