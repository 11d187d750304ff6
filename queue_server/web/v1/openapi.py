"""The description of the API for programs: OpenAPI 3.1, made of the table that declares it."""

from __future__ import annotations

import inspect
import re
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, Final

import msgspec

from mot_cua import VERSION
from queue_server.core.tokens import SCOPES
from queue_server.web.v1.operations import EVERYWHERE, TABLE, Operation
from queue_server.web.v1.problems import ADDRESS, MEDIA_TYPE, Problem

_REF: Final = "#/components/schemas/{name}"
_IN_PATH: Final = re.compile(r"{(\w+)}")

WHAT_SCOPES_ALLOW: Final[dict[str, str]] = {
    "queue:read": "who is called, who waits, the forecast; nothing that the hall does not see",
    "figures:read": "the figures of days and periods, by the rules of small numbers",
    "devices:read": "how the devices are",
    "tickets:write": "give out numbers of the desk",
    "counters:write": "call and finish at every counter",
}


def document() -> dict[str, Any]:
    """Describe every address, what it takes, what it answers, and which scope it needs."""
    kinds: list[Any] = [Problem]
    for one in TABLE:
        kinds += [one.answer, *([one.body] if one.body else [])]
    _, schemas = msgspec.json.schema_components(kinds, ref_template=_REF)
    paths: dict[str, dict[str, Any]] = {}
    for one in TABLE:
        paths.setdefault(one.path, {})[one.method.lower()] = _operation(one)
    return {
        "openapi": "3.1.1",
        "info": {
            "title": "Một Cửa",
            "version": VERSION,
            "summary": "The queue of one office, for its other systems.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": ADDRESS.rstrip("/")}],
        "security": [],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "motcua_<id>_<secret>",
                    "description": "Made by an administrator. Scopes: "
                    + "; ".join(f"`{one}`: {WHAT_SCOPES_ALLOW[one]}" for one in SCOPES),
                }
            },
        },
    }


def summary_of(one: Operation) -> str:
    """Say what an operation does: the first line of its docstring."""
    return inspect.cleandoc(one.do.__doc__ or "").partition("\n")[0]


def _operation(one: Operation) -> dict[str, Any]:
    found: dict[str, Any] = {
        "operationId": one.name,
        "summary": summary_of(one),
        "security": [{"token": [one.scope]}],
        "parameters": parameters_of(one),
        "responses": _responses(one),
    }
    if one.body is not None:
        found["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": _ref(one.body)}},
        }
    return found


def parameters_of(one: Operation) -> list[dict[str, Any]]:
    """Describe the values in an address, and those behind its question mark."""
    _, schemas = msgspec.json.schema_components([one.asked], ref_template=_REF)
    in_path = _IN_PATH.findall(one.path)
    found = []
    for name, schema in schemas[one.asked.__name__]["properties"].items():
        more = {"description": schema.pop("description")} if "description" in schema else {}
        place = "path" if name in in_path else "query"
        found.append(
            {"name": name, "in": place, "required": place == "path", "schema": schema} | more
        )
    return found


def _responses(one: Operation) -> dict[str, Any]:
    good = {
        "description": inspect.cleandoc(one.answer.__doc__ or "").replace("\n", " "),
        "content": {"application/json": {"schema": _ref(one.answer)}},
    }
    return {str(one.status): good} | {
        str(status): _refusal(status) for status in sorted({*EVERYWHERE, *one.refusals})
    }


def _refusal(status: int) -> dict[str, Any]:
    found: dict[str, Any] = {
        "description": HTTPStatus(status).phrase,
        "content": {MEDIA_TYPE: {"schema": _ref(Problem)}},
    }
    headers: Sequence[tuple[str, str]] = {
        401: [("WWW-Authenticate", "string")],
        429: [("Retry-After", "integer")],
        503: [("Retry-After", "integer")],
    }.get(status, [])
    if headers:
        found["headers"] = {name: {"schema": {"type": kind}} for name, kind in headers}
    return found


def _ref(kind: type) -> dict[str, str]:
    return {"$ref": _REF.format(name=kind.__name__)}
