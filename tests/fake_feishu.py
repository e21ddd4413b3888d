"""飞书 as its documentation describes it, on 127.0.0.1: REST, and long connections in binary frames by the official client's own format.

The official client is held against it too.
"""

from __future__ import annotations

import json
import threading
import time
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from re import fullmatch
from socket import SHUT_RDWR

from flask import Flask, Response, jsonify, request
from lark_oapi.ws.pb.pbbp2_pb2 import Frame
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request
from websockets.http11 import Response as HttpResponse
from websockets.sync.server import ServerConnection, serve
from werkzeug.serving import make_server

from tests.bot_gateway import wait_until

APP, SECRET, BOT = "cli_app", "app-secret", "ou_bot"
LONGEST_REQUEST = 30 * 1024
SCOPES = ("im:message:send_as_bot", "im:message.p2p_msg:readonly", "im:message.group_at_msg:readonly")
CARD_KEYS = {"schema", "config", "body"}
PROPERTIES = {
    "markdown": {"tag", "content"},
    "button": {"tag", "text", "type", "width", "behaviors"},
    "column_set": {"tag", "flex_mode", "columns"},
    "table": {"tag", "page_size", "row_height", "row_max_height", "freeze_first_column", "header_style", "columns", "rows"},
}
# The values that the documentation of each component lists.
VALUES = {
    "button": {"type": {"default", "primary", "danger", "text", "primary_text", "danger_text", "primary_filled", "danger_filled"}, "width": {"default", "fill"}},
    "column_set": {"flex_mode": {"none", "stretch", "flow", "bisect", "trisect"}},
    "table": {"row_height": {"low", "middle", "high", "auto"}, "page_size": set(range(1, 11)), "freeze_first_column": {True, False}},
}
COLUMN = {"name", "display_name", "data_type", "width", "horizontal_align"}


class FakeFeishu:
    """`messages` are the cards by message id as they stand, `keys` the message of each uuid, `answers` those to frames by event id.

    `turned_away` is how many of the next connections are refused; `faults` are the next answers to calls that send: (status, code, headers), "slow" (taken, and answered after `slow` seconds) or None.
    """

    def __init__(self) -> None:
        self.messages: dict[str, dict] = {}
        self.history: list[tuple[str, str, dict]] = []
        self.keys: dict[str, str] = {}
        self.answers: dict[str, dict] = {}
        self.faults: list = []
        self.deleted: list[str] = []
        self.calls: list[str] = []
        self.tokens: list[str] = []
        self.connections = self.turned_away = 0
        self.pings = 0
        self.endpoint_code = 0
        self.endpoint_hangs = 0.0
        self.slow = 0.6
        self.scopes = SCOPES
        self.active = 2
        self.departments = {"ou_li": ["od_a"]}
        self.url = self.socket_url = ""
        self._socket: ServerConnection | None = None
        self._numbers = count(1)
        self._lock = threading.Lock()

    @contextmanager
    def running(self) -> Iterator[str]:
        """The address of the interface, while it runs."""
        http = make_server("127.0.0.1", 0, self._app(), threaded=True)
        with serve(self._attend, "127.0.0.1", 0, process_request=self._let_in) as sockets:
            for server in (http, sockets):
                threading.Thread(target=server.serve_forever, daemon=True).start()
            self.socket_url = f"ws://127.0.0.1:{sockets.socket.getsockname()[1]}/ws?device_id=d1&service_id=7&ticket=very-secret"
            self.url = f"http://127.0.0.1:{http.server_port}"
            yield self.url
            http.shutdown()
            http.server_close()
            sockets.shutdown()

    # What the messenger delivers.

    def message(self, text: str, person: str = "ou_li", chat: str = "", parts: int = 1, **more) -> str:
        """Deliver a text, in a group mentioning the bot where it begins so, and return its id."""
        event = message_event(f"om_{next(self._numbers)}", text, person, chat) if "event" not in more else more["event"]
        self.deliver(event, parts)
        return event["event"]["message"]["message_id"]

    def click(self, value: dict, message: str, person: str = "ou_li", chat: str = "oc_ou_li") -> dict:
        """Press a button and return what was answered to it."""
        event = click_event(f"ev_{next(self._numbers)}", value, message, person, chat)
        self.deliver(event)
        self.wait(lambda: event["header"]["event_id"] in self.answers)
        data = self.answers[event["header"]["event_id"]].get("data")
        return json.loads(b64decode(data)) if data else {}

    def deliver(self, event: dict, parts: int = 1, wait: bool = True) -> None:
        """Send an event in so many frames."""
        self.wait(lambda: self._socket is not None)
        payload, name = json.dumps(event).encode(), event["header"]["event_id"]
        size = -(-len(payload) // parts)
        for seq in range(parts):
            self._socket.send(frame({"type": "event", "message_id": name, "trace_id": "t", "sum": str(parts), "seq": str(seq)}, payload[seq * size : (seq + 1) * size]))
        if wait:
            self.wait(lambda: name in self.answers)

    def close(self, clean: bool = True) -> None:
        """End the connection, with a closing handshake or by cutting it."""
        socket, self._socket = self._socket, None
        if clean:
            socket.close()
        else:
            socket.socket.shutdown(SHUT_RDWR)

    def wait(self, condition: Callable[[], object], seconds: float = 15) -> None:
        """Wait until a condition on what arrived holds."""
        wait_until(condition, seconds, lambda: self.history)

    # What it shows.

    def shown(self, text: str = "") -> list[str]:
        """The messages that stand there with a text."""
        return [message for message, shown in list(self.messages.items()) if text in words(shown["card"])]

    def answered(self) -> list[str]:
        """The messages that are no "working" any more."""
        return [message for message, shown in list(self.messages.items()) if "正在查询" not in words(shown["card"])]

    # The interface.

    def _app(self) -> Flask:
        app = Flask(__name__)
        app.add_url_rule("/callback/ws/endpoint", view_func=self._endpoint, methods=["POST"])
        app.add_url_rule("/open-apis/auth/v3/tenant_access_token/internal", view_func=self._token, methods=["POST"])
        app.add_url_rule("/open-apis/<path:path>", view_func=self._call, methods=["GET", "POST", "PATCH", "DELETE"])
        return app

    def _endpoint(self) -> Response:
        time.sleep(self.endpoint_hangs)
        known = request.get_json(force=True) == {"AppID": APP, "AppSecret": SECRET}
        code = self.endpoint_code or (0 if known else 514)
        config = {"ReconnectCount": -1, "ReconnectInterval": 1, "ReconnectNonce": 0, "PingInterval": 1}
        return jsonify(code=code, msg="" if code == 0 else "no", data={"URL": self.socket_url, "ClientConfig": config} if code == 0 else None)

    def _token(self) -> Response:
        if request.get_json(force=True) != {"app_id": APP, "app_secret": SECRET}:
            return jsonify(code=10014, msg="app secret invalid")
        self.tokens.append(f"t-{len(self.tokens) + 1}")
        return jsonify(code=0, msg="ok", tenant_access_token=self.tokens[-1], expire=7200)

    def _call(self, path: str) -> Response | tuple[Response, int]:
        self.calls.append(f"{request.method} /open-apis/{path}")
        if request.headers.get("Authorization") != f"Bearer {self.tokens[-1] if self.tokens else ''}":
            return jsonify(code=99991663, msg="Invalid access token for authorization"), 400
        if path.startswith("im/v1/messages"):
            return self._message_call(path)
        if path == "bot/v3/info":
            return jsonify(code=0, msg="ok", bot={"activate_status": self.active, "app_name": "预算助手", "open_id": BOT})
        if path == "application/v6/scopes":
            return jsonify(code=0, msg="ok", data={"scopes": [{"scope_name": name, "grant_status": 1} for name in self.scopes]})
        if path == "contact/v3/departments/parent":
            return jsonify(code=0, data={"items": [{"open_department_id": "od_above", "department_id": "finance"}], "has_more": False})
        if path.startswith("contact/v3/departments/"):
            return jsonify(code=0, data={"department": {"open_department_id": path.rpartition("/")[2], "department_id": "budget"}})
        departments = self.departments.get(path.rpartition("/")[2])
        if isinstance(departments, int):
            return jsonify(code=departments, msg="Access denied. One of the following scopes is required"), 400
        return jsonify(code=0, data={"user": {"department_ids": departments}}) if departments else (jsonify(code=41050, msg="no user authority"), 400)

    def _message_call(self, path: str) -> Response | tuple:
        fault = self.faults.pop(0) if self.faults else None
        if isinstance(fault, tuple):
            status, code, headers = fault
            return Response(json.dumps({"code": code, "msg": "no"}) if code else "busy", status, headers, content_type="application/json")
        answer = self._taken(path)
        if fault:
            time.sleep(self.slow)
        return answer

    def _taken(self, path: str) -> Response | tuple[Response, int]:
        message = fullmatch(r"im/v1/messages(?:/(?P<id>[^/]+))?(?P<reply>/reply)?", path)
        if request.method == "DELETE":
            self.deleted.append(message["id"])
            return jsonify(code=0) if self.messages.pop(message["id"], None) else (jsonify(code=230011, msg="The message was withdrawn"), 400)
        problem = refusal(request.get_data())
        if problem:
            return jsonify(code=230099 if len(request.get_data()) <= LONGEST_REQUEST else 230025, msg=problem), 400
        body = request.get_json(force=True)
        if request.method == "PATCH":
            return self._patched(message["id"], json.loads(body["content"]))
        where = {"reply_to": message["id"]} if message["reply"] else {"chat": body["receive_id"], "by": request.args["receive_id_type"]}
        return self._posted(body, where)

    def _patched(self, message: str, card: dict) -> Response | tuple[Response, int]:
        if message not in self.messages:
            return jsonify(code=230011, msg="The message was withdrawn"), 400
        self.messages[message] |= {"card": card}
        self.history.append(("PATCH", message, card))
        return jsonify(code=0)

    def _posted(self, body: dict, where: dict) -> Response:
        with self._lock:
            message = self.keys.setdefault(body["uuid"], f"om_b{next(self._numbers)}")
            if message not in self.messages:
                self.messages[message] = {"card": json.loads(body["content"]), "thread": body.get("reply_in_thread"), **where}
                self.history.append(("POST", message, self.messages[message]["card"]))
        return jsonify(code=0, data={"message_id": message})

    # The long connection.

    def _let_in(self, socket: ServerConnection, request: Request) -> HttpResponse | None:
        if not self.turned_away:
            return None
        self.turned_away -= 1
        return socket.respond(503, "")

    def _attend(self, socket: ServerConnection) -> None:
        self._socket, self.connections = socket, self.connections + 1
        with suppress(ConnectionClosed, OSError):
            for data in socket:
                self._take(socket, data)
        self._socket = None if self._socket is socket else self._socket

    def _take(self, socket: ServerConnection, data: bytes) -> None:
        taken = Frame()
        taken.ParseFromString(data)
        headers = {header.key: header.value for header in taken.headers}
        if taken.method == 0:
            self.pings += 1
            socket.send(frame({"type": "pong"}, b"", control=True))
        else:
            self.answers[headers["message_id"]] = json.loads(taken.payload)


def frame(headers: dict[str, str], payload: bytes, control: bool = False) -> bytes:
    """A frame of the long connection."""
    made = Frame()
    made.SeqID, made.LogID, made.service, made.method, made.payload = 1, 1, 7, 0 if control else 1, payload
    for key, value in headers.items():
        header = made.headers.add()
        header.key, header.value = key, value
    return made.SerializeToString()


def event_of(event_type: str, event_id: str, event: dict) -> dict:
    """An event of form 2.0."""
    now = str(int(time.time() * 1000))
    header = {"event_id": event_id, "event_type": event_type, "create_time": now, "token": "verify-me", "app_id": APP, "tenant_key": "t1"}
    return {"schema": "2.0", "header": header, "event": event}


def message_event(message: str, text: str, person: str = "ou_li", chat: str = "", sender_type: str = "user", message_type: str = "text", **more) -> dict:
    """A text to the bot; in a group it mentions the bot where it begins with its name."""
    mentioned = text.startswith("@预算助手")
    content = {"text": text.replace("@预算助手", "@_user_1")} if message_type == "text" else {"image_key": "img"}
    mentions = [{"key": "@_user_1", "id": {"open_id": BOT, "user_id": None}, "name": "预算助手", "tenant_key": "t1"}] if mentioned else []
    said = {
        "message_id": message, "create_time": str(int(time.time() * 1000)), "chat_id": chat or f"oc_{person}", "chat_type": "group" if chat else "p2p",
        "message_type": message_type, "content": json.dumps(content), "mentions": mentions, **more,
    }
    sender = {"sender_id": {"open_id": person, "union_id": f"on_{person}", "user_id": None}, "sender_type": sender_type, "tenant_key": "t1"}
    return event_of("im.message.receive_v1", f"ev_{message}", {"sender": sender, "message": said})


def click_event(event_id: str, value: dict, message: str, person: str, chat: str) -> dict:
    """A press on a button of a card."""
    event = {
        "operator": {"open_id": person, "tenant_key": "t1"}, "token": "c-1", "action": {"tag": "button", "value": value},
        "host": "im_message", "context": {"open_message_id": message, "open_chat_id": chat},
    }
    return event_of("card.action.trigger", event_id, event)


def refusal(data: bytes) -> str:
    """What is wrong with a request to send, "" where nothing is."""
    if len(data) > LONGEST_REQUEST:
        return "too long"
    body = json.loads(data)
    card = json.loads(body["content"])
    if len(body.get("uuid", "")) > 50:
        return "uuid"
    if set(card) != CARD_KEYS or card["schema"] != "2.0" or card["config"].get("update_multi") is not True:
        return "card"
    elements = card["body"]["elements"]
    if sum(element["tag"] == "table" for element in elements) > 5:
        return "tables"
    if body["content"].count('"tag"') > 200 or any(len(text) > 100 for text, _ in buttons(card)):
        return "elements"
    return next((problem for element in elements if (problem := _refused(element))), "")


def _refused(element: dict, inner: bool = False) -> str:
    known = PROPERTIES.get(element["tag"])
    if known is None or set(element) - known or (inner and element["tag"] == "table"):
        return f"element {element}"
    wrong = [name for name, values in VALUES.get(element["tag"], {}).items() if element[name] not in values]
    if wrong:
        return f"values {wrong}"
    if element["tag"] == "table" and (len(element["columns"]) > 50 or any(set(column) != COLUMN for column in element["columns"])):
        return "table"
    if element["tag"] == "table" and any(not isinstance(cell, str) for row in element["rows"] for cell in row.values()):
        return "cell"
    return next((problem for column in element.get("columns", []) for each in column.get("elements", []) if (problem := _refused(each, True))), "")


def words(card: dict) -> str:
    """What can be read on a card."""
    return "\n".join(_words(element) for element in card["body"]["elements"])


def _words(element: dict) -> str:
    if element["tag"] == "table":
        return "\n".join([" ".join(column["display_name"] for column in element["columns"]), *(" ".join(row.values()) for row in element["rows"])])
    inner = [_words(each) for column in element.get("columns", []) for each in column.get("elements", [])]
    return "\n".join([element.get("content", element.get("text", {}).get("content", "")), *inner])


def buttons(card: dict) -> list[tuple[str, dict]]:
    """The (text, behaviour) of each button on a card."""
    elements = [each for element in card["body"]["elements"] for each in (element, *(inner for column in element.get("columns", []) for inner in column.get("elements", [])))]
    return [(element["text"]["content"], element["behaviors"][0]) for element in elements if element["tag"] == "button"]
