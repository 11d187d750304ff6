"""The addresses of the API, made of its table; every value is read strictly, or refused by name."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

import msgspec
from flask import Blueprint, Response, request

from mot_cua.errors import Refused
from queue_server.web.page import json
from queue_server.web.v1.openapi import document
from queue_server.web.v1.operations import TABLE, Operation
from queue_server.web.v1.problems import Problems, of_code, of_refusal

v1 = Blueprint("v1", __name__, url_prefix="/api/v1")

_IN_PATH: Final = re.compile(r"{(\w+)}")


@v1.get("/openapi.json")
def openapi() -> Response:
    """Describe the API; needs no token, and tells nothing of this office."""
    return json(document())


def _view_of(operation: Operation) -> Callable[..., Response]:
    def view(**given: str) -> Response:
        arguments: list[msgspec.Struct] = [_asked(operation.asked, given)]
        if operation.body is not None:
            arguments.append(_body(operation.body))
        answer = operation.do(*arguments)
        assert isinstance(answer, operation.answer)
        return json(answer, operation.status)

    return view


def _asked(kind: type[msgspec.Struct], given: dict[str, str]) -> msgspec.Struct:
    try:
        return msgspec.convert({**request.args, **given}, kind, strict=False)
    except msgspec.ValidationError as problem:
        raise Problems("malformed", f"in the address: {problem}") from None


def _body(kind: type[msgspec.Struct]) -> msgspec.Struct:
    try:
        return msgspec.json.decode(request.get_data(), type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise Problems("malformed", f"in the body: {problem}") from None


v1.register_error_handler(Problems, of_code)
v1.register_error_handler(Refused, of_refusal)
for _one in TABLE:
    v1.add_url_rule(
        _IN_PATH.sub(r"<\1>", _one.path), _one.name, _view_of(_one), methods=[_one.method]
    )
