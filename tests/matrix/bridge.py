"""Matrix ⇄ generic webhook: each message is posted, its reply takes the place of a notice that it is being looked for.

Settings: MATRIX_URL, MATRIX_USER, MATRIX_PASSWORD, BOT_URL, BOT_SECRET.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import os
import secrets
import time
import urllib.request
from html import escape

from nio import AsyncClient, InviteMemberEvent, MatrixRoom, ReactionEvent, RedactionEvent, RoomMessageText

VERDICTS = {"👍": "good", "👎": "bad"}


class Bridge:
    """One account of a Matrix server; `turns` are the answers by the events that show them, `shown` the events by their questions."""

    def __init__(self, client: AsyncClient) -> None:
        self.client, self.began = client, time.time() * 1000
        self.turns: dict[str, str] = {}
        self.shown: dict[str, str] = {}

    async def join(self, room: MatrixRoom, event: InviteMemberEvent) -> None:
        if event.state_key == self.client.user_id:
            await self.client.join(room.room_id)

    async def hear(self, room: MatrixRoom, event: RoomMessageText) -> None:
        if event.sender == self.client.user_id or event.server_timestamp < self.began:
            return
        content = event.source["content"]
        relation = content.get("m.relates_to", {})
        is_edit = relation.get("rel_type") == "m.replace"
        said = content.get("m.new_content", content) if is_edit else content
        mentioned = self.client.user_id in said.get("m.mentions", {}).get("user_ids", [])
        message = self.message(room, event, text=said["body"], mentioned=mentioned)
        if is_edit:
            message["replaces"] = relation["event_id"]
        if room.member_count == 2 or mentioned:
            await self.answer(room.room_id, event.event_id, message)

    async def rate(self, room: MatrixRoom, event: ReactionEvent) -> None:
        verdict, turn = VERDICTS.get(event.key), self.turns.get(event.reacts_to)
        if verdict and turn and event.sender != self.client.user_id:
            reply = await asyncio.to_thread(post, self.message(room, event, kind="feedback", text=verdict, about=turn))
            await self.say(room.room_id, {"msgtype": "m.notice", "body": reply["plain"]})

    async def take_back(self, room: MatrixRoom, event: RedactionEvent) -> None:
        shown = self.shown.get(event.redacts)
        if shown:
            await asyncio.to_thread(post, self.message(room, event, recalled=event.redacts))
            await self.client.room_redact(room.room_id, shown)

    def message(self, room: MatrixRoom, event, **rest: object) -> dict:
        """A call of the webhook."""
        chat = {"id": room.room_id, "type": "single" if room.member_count == 2 else "group"}
        return {"id": event.event_id, "user": {"id": event.sender}, "chat": chat, **rest}

    async def answer(self, room: str, question: str, message: dict) -> None:
        await self.client.room_typing(room, True, 30_000)
        placeholder = await self.say(room, {"msgtype": "m.notice", "body": "正在查询…"})
        self.shown[question] = placeholder
        while (reply := await asyncio.to_thread(post, message))["status"] == "working":
            await asyncio.sleep(1)
        shown = {"msgtype": "m.text", "body": reply["plain"], "format": "org.matrix.custom.html", "formatted_body": as_html(reply)}
        relation = {"rel_type": "m.replace", "event_id": placeholder}
        await self.say(room, shown | {"body": f"* {reply['plain']}", "m.new_content": shown, "m.relates_to": relation})
        await self.client.room_typing(room, False)
        self.turns[placeholder] = reply["turn"]

    async def say(self, room: str, content: dict) -> str:
        """Send an event and return its id."""
        return (await self.client.room_send(room, "m.room.message", content, ignore_unverified_devices=True)).event_id


def post(message: dict) -> dict:
    """What the webhook answers."""
    raw, timestamp, nonce = json.dumps(message, ensure_ascii=False).encode(), str(int(time.time())), secrets.token_hex(12)
    signed = hmac.new(os.environ["BOT_SECRET"].encode(), f"v1:{timestamp}:{nonce}:".encode() + raw, hashlib.sha256).hexdigest()
    headers = {"Content-Type": "application/json", "X-Bot-Timestamp": timestamp, "X-Bot-Nonce": nonce, "X-Bot-Signature": f"v1={signed}"}
    with urllib.request.urlopen(urllib.request.Request(os.environ["BOT_URL"], raw, headers), timeout=30) as reply:
        return json.load(reply)


def as_html(reply: dict) -> str:
    """A reply in the HTML that Matrix clients show."""
    parts = [f"<p>{escape(reply['text'])}</p>".replace("\n", "<br>"), table_html(reply["table"]) if reply["table"] else ""]
    parts += [f"<p>注：{escape(note)}</p>" for note in reply["notes"]]
    parts += [f"<p>我的理解：{escape(reply['understood'])}</p>"] if reply["understood"] else []
    parts += ["<p>出处</p>", "<ol>", *(f"<li>{link(source['text'], source['url'])}</li>" for source in reply["sources"]), "</ol>"] if reply["sources"] else []
    parts += ["<p>回复序号：</p>", "<ol>", *(f"<li>{escape(choice['label'])}</li>" for choice in reply["choices"]), "</ol>"] if reply["choices"] else []
    return "".join((*parts, f"<p>{link('查看原表和出处', reply['link'])}</p>" if reply["link"] else ""))


def table_html(table: dict) -> str:
    """A table with its header; figures stand on the right."""
    head = "".join(f"<th>{escape(column)}</th>" for column in table["columns"])
    sides = ["right" if is_number else "left" for is_number in table["numbers"]]
    rows = ("".join(f'<td align="{side}">{escape(cell)}</td>' for side, cell in zip(sides, row)) for row in table["rows"])
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(f'<tr>{row}</tr>' for row in rows)}</tbody></table>"


def link(text: str, url: str) -> str:
    """A link, where there is an address."""
    return f'<a href="{escape(url)}">{escape(text)}</a>' if url else escape(text)


async def main() -> None:
    client = AsyncClient(os.environ["MATRIX_URL"], os.environ["MATRIX_USER"])
    await client.login(os.environ["MATRIX_PASSWORD"])
    bridge = Bridge(client)
    client.add_event_callback(bridge.join, InviteMemberEvent)
    client.add_event_callback(bridge.hear, RoomMessageText)
    client.add_event_callback(bridge.rate, ReactionEvent)
    client.add_event_callback(bridge.take_back, RedactionEvent)
    print("ready", flush=True)
    await client.sync_forever(timeout=5000, full_state=True)


asyncio.run(main())
