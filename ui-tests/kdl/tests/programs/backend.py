"""A backend of the model that the guide shows: the protocol, and the library of Python."""

from __future__ import annotations

import json
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qsl, urlsplit


class Refusal(Exception):
    """An error of the protocol, with its status."""

    def __init__(self, status: int, code: str, **more: object) -> None:
        super().__init__(code)
        self.status = status
        self.error = {"code": code, "message": code.lower(), **more}


class Backend(BaseHTTPRequestHandler):
    """Users, whose names are all different."""

    names = {5: "Eva", 7: "Ada"}

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        asked = dict(parse_qsl(url.query))
        match url.path:
            case "/api/ctx/user/":
                self.answer(lambda: self.read_user(int(asked["user_id"])))
            case "/api/session/":
                self.answer(lambda: {"csrfToken": None})
            case _:
                self.answer(self.find_nothing)

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        envelope = json.loads(self.rfile.read(length))
        match envelope["fn"]:
            case "rename_user":
                self.answer(lambda: self.rename_user(**envelope["args"]))
            case _:
                self.answer(self.find_nothing)

    def read_user(self, user_id: int) -> dict[str, object]:
        if user_id not in self.names:
            raise Refusal(404, "NOT_FOUND")
        profile = {"id": user_id, "name": self.names[user_id], "bio": None}
        return {"user_profile": profile}

    def rename_user(self, user_id: int, name: str) -> dict[str, object]:
        if self.headers["Authorization"] != "Bearer secret":
            raise Refusal(401, "UNAUTHORIZED")
        if name in self.names.values():
            details = {"suggestion": f"{name}{user_id}"}
            raise Refusal(409, "CONFLICT", kind="Taken", details=details)
        self.names[user_id] = name
        changed = {"context": "user", "params": {"user_id": user_id}}
        return {"result": None, "invalidate": [changed]}

    def find_nothing(self) -> dict[str, object]:
        raise Refusal(404, "NOT_FOUND")

    def answer(self, work: Callable[[], dict[str, object]]) -> None:
        """Answers with what some work brings, or with its refusal."""
        status, answer = 200, dict[str, object]()
        try:
            answer = work()
        except Refusal as refusal:
            status, answer = refusal.status, {"error": refusal.error}
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing of requests."""
