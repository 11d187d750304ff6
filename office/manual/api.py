"""docs/api.md: what other systems may ask of an office, printed from the table of the API."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterable, Iterator
from typing import Any

from office.manual.markdown import HOW, table
from queue_server.core.tokens import LONGEST_DAYS, SCOPES
from queue_server.web.v1.bearer import MOST
from queue_server.web.v1.openapi import WHAT_SCOPES_ALLOW, document, parameters_of, summary_of
from queue_server.web.v1.operations import TABLE, Operation
from queue_server.web.v1.problems import Problem, own_codes

_EXAMPLE = """\
curl --cacert office.pem --header "Authorization: Bearer $TOKEN" \\
  https://server/api/v1/queue

curl --cacert office.pem --header "Authorization: Bearer $TOKEN" \\
  --json '{"request": "0193a5e0-6f2b-7c41-9a53-2f6d8e01b7aa", "service": "HT"}' \\
  https://server/api/v1/tickets"""

_WORDS = {"string": "text", "boolean": "true or false"}
_MAKING = 'mot-cua token add "Cổng dịch vụ công" --scope queue:read --scope tickets:write'


def api_page() -> str:
    """Print the page."""
    schemas = document()["components"]["schemas"]
    parts = [
        "# The API for other systems",
        HOW,
        "A portal shows who is called, a reporting tool fetches last month, a call box of another"
        " maker calls the next number. Each has a token of its own and speaks HTTP and JSON below"
        " `/api/v1`. Programs read the same description as OpenAPI 3.1 at"
        " `/api/v1/openapi.json`, without a token.",
        "## Tokens",
        "An administrator makes one on the page *Mã truy cập* (`/tokens`), or a technician on the"
        " server's computer:",
        f"```sh\n{_MAKING}\nmot-cua token list\nmot-cua token revoke k7qfm2xd\n```",
        "It is shown once. The server keeps its hash. It ends with its last day, at most"
        f" {LONGEST_DAYS} days away, and can be revoked at any time. Who made it and who revoked"
        " it, and when, stands in the journal; what is done with it is recorded as"
        " `token/k7qfm2xd`. It is sent with each request, over TLS, and never in an address:",
        f"```sh\n{_EXAMPLE}\n```",
        "No cookie opens these addresses, whoever is signed in, and a token opens no page. A token"
        f" may ask {MOST} times in ten seconds.",
        table(("scope", "allows"), ((f"`{one}`", WHAT_SCOPES_ALLOW[one]) for one in SCOPES)),
        "## Addresses",
        table(
            ("", "address", "scope", ""),
            (
                (one.method, f"`/api/v1{one.path}`", f"`{one.scope}`", summary_of(one))
                for one in TABLE
            ),
        ),
        *(part for one in TABLE for part in _operation(one, schemas)),
        "## What is answered",
        "Times are milliseconds since 1970, UTC; spans are milliseconds. Fields may be added;"
        " none is renamed or removed below `/api/v1`.",
        *(_schema(name, schemas[name]) for name in _answers(schemas)),
        "## Refusals",
        inspect.cleandoc(Problem.__doc__ or "")
        + " `application/problem+json`, by RFC 9457. Rules of the office refuse with 409 and a"
        " code of their own, such as `urn:mot-cua:nobody-waiting`, as they do at a counter's"
        " console.",
        table(
            ("status", "type", "title"),
            ((str(status), f"`urn:mot-cua:{code}`", title) for code, status, title in own_codes()),
        ),
        _fields(schemas["Problem"]),
    ]
    return "\n\n".join(parts) + "\n"


def _operation(one: Operation, schemas: dict[str, Any]) -> Iterator[str]:
    yield f"### {one.method} {one.path}"
    yield summary_of(one)
    parameters = parameters_of(one)
    if parameters:
        yield table(
            ("in the address", "", ""),
            ((f"`{found['name']}`", _kind(found["schema"]), _words(found)) for found in parameters),
        )
    if one.body is not None:
        yield _fields(schemas[one.body.__name__], "in the body")
    yield f"Answers {one.status} with {_link(one.answer.__name__)}."


def _answers(schemas: dict[str, Any]) -> Iterable[str]:
    bodies = {one.body.__name__ for one in TABLE if one.body}
    return (name for name in schemas if name not in bodies and name != "Problem")


def _schema(name: str, schema: dict[str, Any]) -> str:
    return f"### {name}\n\n{schema['description']}\n\n{_fields(schema)}"


def _fields(schema: dict[str, Any], head: str = "field") -> str:
    needed = schema.get("required", ())
    rows = []
    for name, one in schema["properties"].items():
        words = _words(one)
        if name not in needed:
            words = f"{words} Default: `{json.dumps(one['default'])}`.".strip()
        rows.append((f"`{name}`", _kind(one), words))
    return table((head, "", ""), rows)


def _words(one: dict[str, Any]) -> str:
    words = [one.get("description", "")]
    examples = (one | one.get("schema", {})).get("examples", ())
    if examples:
        written = (f"`{json.dumps(found, ensure_ascii=False)}`" for found in examples)
        words.append(f"For example {', '.join(written)}.")
    return " ".join(filter(None, words))


def _kind(schema: dict[str, Any]) -> str:
    """Say in words what may stand in a field."""
    if "anyOf" in schema:
        return " or ".join(_kind(one) for one in schema["anyOf"])
    if "$ref" in schema:
        return _link(schema["$ref"].rpartition("/")[2])
    if "enum" in schema:
        return ", ".join(f"`{json.dumps(one)}`" for one in schema["enum"])
    kind = schema.get("type", "")
    if kind == "array":
        return f"list of {_kind(schema['items'])}"
    if kind == "object":
        return f"object of {_kind(schema['additionalProperties'])}"
    return _WORDS.get(kind, str(kind))


def _link(name: str) -> str:
    return f"[{name}](#{name.lower()})"
