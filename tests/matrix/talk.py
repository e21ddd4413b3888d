"""A person with a Matrix client: asks alone and in a group, rates an answer, takes a question back. Prints what was seen as JSON.

Settings: MATRIX_URL; the accounts alice and bob, whose password is their name, and the bot's id BOT_USER.
"""

from __future__ import annotations

import asyncio
import json
import os

from nio import AsyncClient, RoomMessage, TypingNoticeEvent

BOT = os.environ["BOT_USER"]


class Person:
    """One account at a client: what it sees of the bot, in order."""

    def __init__(self, name: str) -> None:
        self.client, self.name, self.seen = AsyncClient(os.environ["MATRIX_URL"], name), name, []

    async def arrive(self) -> None:
        await self.client.login(self.name)
        self.client.add_event_callback(self.read, RoomMessage)
        self.client.add_ephemeral_callback(self.notice_typing, TypingNoticeEvent)
        await self.client.sync(full_state=True)

    async def read(self, room, event) -> None:
        if event.sender == BOT:
            content = event.source["content"]
            self.seen.append({"event": event.event_id, "type": content["msgtype"], **content.get("m.new_content", content), "replaces": content.get("m.relates_to", {}).get("event_id", "")})

    async def notice_typing(self, room, event) -> None:
        if BOT in event.users:
            self.seen.append({"type": "typing"})

    async def open_room(self, *others: str) -> str:
        room = (await self.client.room_create(invite=list(others), is_direct=len(others) == 1)).room_id
        while len((await self.client.joined_members(room)).members) < 2:
            await asyncio.sleep(0.1)
        return room

    async def say(self, room: str, text: str, **more: object) -> str:
        return (await self.client.room_send(room, "m.room.message", {"msgtype": "m.text", "body": text, **more})).event_id

    async def wait(self, condition) -> list[dict]:
        """All that was seen since the last time, once it holds."""
        for _ in range(100):
            await self.client.sync(timeout=200)
            if any(condition(each) for each in self.seen):
                seen, self.seen = self.seen, []
                return seen
        raise AssertionError(self.seen)


def is_answer(each: dict) -> bool:
    return bool(each.get("replaces"))


async def main() -> None:
    alice, bob = Person("alice"), Person("bob")
    for person in (alice, bob):
        await person.arrive()
    found = {}
    room = await alice.open_room(BOT)
    await alice.say(room, "五家单位总预算从高到低")
    found["answer"] = await alice.wait(is_answer)
    shown = next(each["replaces"] for each in found["answer"] if is_answer(each))
    await alice.client.room_send(room, "m.reaction", {"m.relates_to": {"rel_type": "m.annotation", "event_id": shown, "key": "👍"}})
    found["thanks"] = await alice.wait(lambda each: each["type"] == "m.notice")
    question = await alice.say(room, "武汉三公经费多少")
    found["second"] = await alice.wait(is_answer)
    await alice.client.room_redact(room, question)
    placeholder = next(each["replaces"] for each in found["second"] if is_answer(each))
    for _ in range(50):
        event = (await alice.client.room_get_event(room, placeholder)).event
        if "redacted_because" in event.source.get("unsigned", {}):
            break
        await asyncio.sleep(0.1)
    found["redacted"] = "redacted_because" in event.source.get("unsigned", {})
    group = await alice.open_room(BOT, bob.client.user_id)
    await bob.client.join(group)
    await bob.client.sync(full_state=True)
    await asyncio.sleep(0.5)
    await bob.say(group, "深圳三公经费多少")
    await bob.say(group, "武汉三公经费多少", **{"m.mentions": {"user_ids": [BOT]}})
    found["group"] = await bob.wait(is_answer)
    for person in (alice, bob):
        await person.client.close()
    print(json.dumps(found))


asyncio.run(main())
