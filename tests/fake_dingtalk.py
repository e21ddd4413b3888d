"""钉钉's connection and interfaces as its documentation describes them, on 127.0.0.1; the official client is held against it too."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from socket import SHUT_RDWR
from urllib.parse import parse_qs, urlsplit

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

from tests.bot_gateway import wait_until

LONGEST_PARAM = 15_000
# What a fault does instead of answering: cut the connection, after the request was taken.
CUT = (0, {})


class FakeDingtalk:
    """One app's server. `calls` are the requests that were taken (method, path, body), `acks` what clients answered to frames; `faults`
    are the next answers by path, (status, body); `turned_away` is how many of the next connections are refused, `refused` how often a wrong
    secret was; `shown` is what people see, a card once, as it stands last."""

    def __init__(self, client_id: str = "app", secret: str = "secret") -> None:
        self.client_id, self.secret = client_id, secret
        self.calls: list[tuple[str, str, dict]] = []
        self.acks: list[dict] = []
        self.faults: dict[str, list[tuple[int, dict]]] = {}
        self.replies: list[dict] = []
        self.pushes: list[dict] = []
        self.cards: dict[str, dict] = {}
        self.parents: dict[str, list[int]] = {}
        self.tokens: list[str] = []
        self.topics: list[list[str]] = []
        self.connections = self.turned_away = self.refused = 0
        self.slow = 0.0
        self.url = ""
        self._tickets: set[str] = set()
        self._sockets: list[ServerConnection] = []
        self._numbers = count(1)

    @contextmanager
    def running(self) -> Iterator[str]:
        """The address of the interfaces, while they run."""
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                fake.answer(self)

            do_PUT = do_POST

            def log_message(self, *_: object) -> None:
                pass

        http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        http.daemon_threads = True
        with serve(self._attend, "127.0.0.1", 0, process_request=self._let_in) as socket, http:
            threading.Thread(target=socket.serve_forever, daemon=True).start()
            threading.Thread(target=http.serve_forever, args=(0.05,), daemon=True).start()
            self._endpoint = f"ws://127.0.0.1:{socket.socket.getsockname()[1]}/connect"
            self.url = f"http://127.0.0.1:{http.server_address[1]}"
            yield self.url
            http.shutdown()
            socket.shutdown()

    # What people do.

    def body(self, text: str, person: str = "li", chat: str = "", **more) -> dict:
        """A message as a robot gets it."""
        now = int(time.time() * 1000)
        where = {"conversationType": "2", "conversationId": chat, "conversationTitle": "群"} if chat else {"conversationType": "1", "conversationId": f"cid-{person}"}
        mention = {"isInAtList": True, "atUsers": [{"dingtalkId": "$:LWCP_v1:$robot"}]} if chat else {}
        return {
            "msgId": f"msg{next(self._numbers)}==", "msgtype": "text", "text": {"content": f" {text}" if chat else text}, "senderId": f"$:LWCP_v1:${person}",
            "senderStaffId": person, "senderNick": person, "senderCorpId": "corp", "chatbotCorpId": "corp", "chatbotUserId": "$:LWCP_v1:$robot", "isAdmin": False,
            "robotCode": self.client_id, "createAt": now, "sessionWebhook": f"{self.url}/robot/sendBySession?session={person}",
            "sessionWebhookExpiredTime": now + 5_400_000, **where, **mention, **more,
        }

    def message(self, text: str, person: str = "li", chat: str = "", **more) -> dict:
        """Deliver a message over the connection, and return it."""
        body = self.body(text, person, chat, **more)
        self.push("CALLBACK", "/v1.0/im/bot/messages/get", body)
        return body

    def press(self, card: str, person: str = "li", chat: str = "", ids: tuple[str, ...] = (), **params: str) -> None:
        """Press a button of a card."""
        content = json.dumps({"cardPrivateData": {"actionIds": list(ids), "params": params}})
        space = {"spaceType": "IM_GROUP", "spaceId": chat} if chat else {"spaceType": "IM", "spaceId": f"cid-{person}"}
        body = {"outTrackId": card, "userId": person, "userIdType": 1, "corpId": "corp", "type": "actionCallback", "content": content, "extension": "{}", **space}
        self.push("CALLBACK", "/v1.0/card/instances/callback", body)

    def push(self, kind: str, topic: str, data: object) -> str:
        """Send a frame over the newest connection, and return its id."""
        self.wait(lambda: bool(self._sockets))
        return self.send(self._sockets[-1], kind, topic, data)

    def send(self, socket: ServerConnection, kind: str, topic: str, data: object) -> str:
        """Send a frame over one connection."""
        message = f"frame{next(self._numbers)}"
        headers = {"topic": topic, "messageId": message, "contentType": "application/json", "time": str(int(time.time() * 1000)), "appId": "1", "connectionId": "c"}
        socket.send(json.dumps({"specVersion": "1.0", "type": kind, "headers": headers, "data": data if isinstance(data, str) else json.dumps(data)}))
        return message

    def close(self, clean: bool = True) -> None:
        """End the newest connection, with a closing handshake or by cutting it."""
        socket = self._sockets.pop()
        if clean:
            socket.close()
        else:
            socket.socket.shutdown(SHUT_RDWR)

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Give no sign of life on the newest connection, which stays open."""
        with self._sockets[-1].protocol_mutex:
            yield

    def ask_to_move(self) -> ServerConnection:
        """Ask the client to connect anew, and return the connection that it is to leave."""
        self.push("SYSTEM", "disconnect", {"reason": "persistent connection is timeout"})
        return self._sockets[-1]

    def ack(self, message: str) -> dict | None:
        """What was answered to a frame."""
        return next((ack for ack in self.acks if ack["headers"]["messageId"] == message), None)

    def wait(self, condition: Callable[[], bool], seconds: float = 15) -> None:
        """Wait until a condition on what arrived holds."""
        wait_until(condition, seconds, lambda: (self.calls, self.acks))

    def shown(self) -> list[tuple[str, str]]:
        """(Session, person or conversation; text) of all that people see."""
        replied = [(reply["session"], reply["markdown"]["text"]) for reply in self.replies]
        pushed = [(push.get("openConversationId") or push["userIds"][0], json.loads(push["msgParam"])["text"]) for push in self.pushes]
        return [*replied, *pushed, *((card["place"], card["text"]) for card in self.cards.values())]

    def asked(self, path: str) -> list[dict]:
        """The bodies of the requests for one path."""
        return [body for _, each, body in self.calls if each == path]

    # The connection.

    def _let_in(self, socket: ServerConnection, request) -> object | None:
        if self.turned_away:
            self.turned_away -= 1
            return socket.respond(503, "")
        ticket = parse_qs(urlsplit(request.path).query).get("ticket", [""])[0]
        if ticket not in self._tickets:
            return socket.respond(401, "")
        self._tickets.remove(ticket)
        return None

    def _attend(self, socket: ServerConnection) -> None:
        self._sockets.append(socket)
        self.connections += 1
        with suppress(ConnectionClosed, OSError):
            for text in socket:
                self.acks.append(json.loads(text))
        with suppress(ValueError):
            self._sockets.remove(socket)

    # The interfaces.

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """Answer one request."""
        url = urlsplit(request.path)
        body = json.loads(request.rfile.read(int(request.headers["Content-Length"])))
        time.sleep(self.slow)
        fault = self.faults[url.path].pop(0) if self.faults.get(url.path) else None
        status, answer = fault if fault and fault != CUT else self._take(request, url.path, parse_qs(url.query), body)
        if fault == CUT:
            request.connection.shutdown(SHUT_RDWR)
            return
        text = json.dumps(answer).encode()
        request.send_response(status)
        for name, value in (("Content-Type", "application/json"), ("Content-Length", str(len(text)))):
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(text)

    def _take(self, request: BaseHTTPRequestHandler, path: str, query: dict, body: dict) -> tuple[int, dict]:
        if path == "/v1.0/gateway/connections/open":
            return self._open(body)
        if path == "/v1.0/oauth2/accessToken":
            return self._token(body)
        if path == "/robot/sendBySession":
            self.replies.append({"session": query["session"][0], **body})
            return 200, {"errcode": 0, "errmsg": "ok"}
        given = query.get("access_token", [request.headers.get("x-acs-dingtalk-access-token")])[0]
        if given != (self.tokens or [""])[-1]:
            return (200, {"errcode": 40014}) if path.startswith("/topapi") else (401, {"code": "InvalidAuthentication", "message": "token"})
        self.calls.append((request.command, path, body))
        takes = {
            "/v1.0/robot/oToMessages/batchSend": self._push_message, "/v1.0/robot/groupMessages/send": self._push_message,
            "/v1.0/card/instances": self._card, "/v1.0/card/instances/createAndDeliver": self._card, "/v1.0/card/instances/deliver": self._deliver,
            "/v1.0/card/streaming": self._stream, "/topapi/v2/department/listparentbyuser": self._departments,
        }
        return takes[path](body)

    def _open(self, body: dict) -> tuple[int, dict]:
        if (body["clientId"], body["clientSecret"]) != (self.client_id, self.secret):
            self.refused += 1
            return 401, {"code": "authFailed", "message": "auth failed"}
        self.topics.append([each["topic"] for each in body["subscriptions"]])
        ticket = f"ticket/{next(self._numbers)}+="
        self._tickets.add(ticket)
        return 200, {"endpoint": self._endpoint, "ticket": ticket}

    def _token(self, body: dict) -> tuple[int, dict]:
        if (body["appKey"], body["appSecret"]) != (self.client_id, self.secret):
            return 400, {"code": "invalidClientIdOrSecret", "message": "wrong"}
        self.tokens.append(f"token{next(self._numbers)}")
        return 200, {"accessToken": self.tokens[-1], "expireIn": 7200}

    def _push_message(self, body: dict) -> tuple[int, dict]:
        if not json.loads(body["msgParam"])["text"] or len(body["msgParam"].encode()) > LONGEST_PARAM or body["robotCode"] != self.client_id:
            return 400, {"code": "invalidParameter.msgParam.invalid"}
        self.pushes.append(body)
        return 200, {"processQueryKey": "key", "invalidStaffIdList": [], "flowControlledStaffIdList": []}

    def _card(self, body: dict) -> tuple[int, dict]:
        card = self.cards.setdefault(body["outTrackId"], {"data": {}, "text": "", "finished": False, "place": body.get("openSpaceId", "")})
        card["data"] |= body["cardData"]["cardParamMap"]
        card["text"] = card["data"].get("content", card["text"])
        return 200, {"success": True, "result": {"outTrackId": body["outTrackId"], "deliverResults": [{"success": True, "spaceType": "IM_ROBOT"}]}}

    def _deliver(self, body: dict) -> tuple[int, dict]:
        self.cards[body["outTrackId"]]["place"] = body["openSpaceId"]
        return 200, {"success": True, "result": [{"success": True}]}

    def _stream(self, body: dict) -> tuple[int, dict]:
        if body["outTrackId"] not in self.cards:
            return 400, {"code": "param.outTrackId", "message": "no such card"}
        self.cards[body["outTrackId"]] |= {"text": body["content"], "finished": body["isFinalize"]}
        return 200, {"success": True, "result": True}

    def _departments(self, body: dict) -> tuple[int, dict]:
        if body["userid"] not in self.parents:
            return 200, {"errcode": 60121, "errmsg": "no such user"}
        return 200, {"errcode": 0, "result": {"parent_list": [{"parent_dept_id_list": self.parents[body["userid"]]}]}}
