"""All that somebody may leave, with a mark in it: an account of the chat, and a customer of a shop."""

import base64
import secrets
from datetime import UTC, datetime, timedelta

import msgspec
from sqlalchemy import insert, select

from analytics.recorder import write_batch
from service.desk.card import CardWanted, Visiting, change_customer, visiting
from service.desk.commands import assign, resolve
from service.desk.rating import RatingGiven, rate
from service.desk.visiting import open_mine
from service.desk.visitors import visitor_of
from service.enrichment.apply import apply_batch
from service.files import uploads
from service.files.attaching import attached
from service.files.checking import Checker
from service.files.storage import FileStorage
from service.jobs.relay import relay_once
from service.knowledge.canned import Text, add_canned
from service.knowledge.corrections import correct_translation
from service.knowledge.glossary import Entry, add_word
from service.messaging.indexing import index_some
from service.messaging.messages import post_message
from service.messaging.reporting import report
from service.messaging.requests import block_conversation
from service.models import Attachment
from service.outbound import linking
from service.store import tables
from tests.contract.visiting import shop
from tests.store.databases import acquainted, enriched, world
from wire.broker.consumer import Delivery
from wire.broker.segments import bucket_of, entry_of, index_of
from wire.broker.streams import ACTIVITY, BODY, DEAD, ENRICHMENTS, MESSAGES, stream
from wire.contracts.activity import Activity
from wire.contracts.codec import decoder, encode
from wire.contracts.events import Enriched, MessagePosted, Translation
from wire.contracts.ids import new_id
from wire.contracts.link_card import LinkCard

MARK = "zqx" + secrets.token_hex(4)
"""In all that they write, in each name, and in what is made of it."""
KINDS = ((MESSAGES, MessagePosted), (ENRICHMENTS, Enriched), (ACTIVITY, Activity))
PLANTED = {
    "accounts", "participants", "messages", "enrichments", "corrections", "terms", "canned", "own_answers",
    "reports", "link_previews", "sessions", "push_subscriptions", "files", "search_texts", "outbox",
    "contacts", "contact_cards", "ratings",
}  # fmt: skip
"""Tables in which it stands then."""


class Planting:
    """Her account, and a customer of a shop, each with all that they may leave."""

    def __init__(self, here, client) -> None:
        self.here, self.store, self.client, self.settings = here, here.store, client, here.settings
        self.storage = FileStorage(here.settings)

    async def account(self) -> str:
        me = await self.here.stranger(MARK, "pt")
        talk = (await acquainted(self.store, me, "ben")).id
        await block_conversation(self.store, me, (await acquainted(self.store, me, "eva")).id)
        first = await self.said(me, talk)
        await self.taught(me, talk, first)
        await self.kept(me, talk, first.id)
        for sent in (True, False):
            await self.file(me, talk, sent)
        return me

    async def said(self, me, talk):
        """Her words, what was made of them, and a correction by who reads them."""
        one = (await self.post(me, talk, f"Olá {MARK}, tudo bem?")).mine
        made = {"en": Translation(status="done", text=f"Hello {MARK}", engine="firefox", route=("pt", "en"))}
        known = enriched(one, translations=made)
        await apply_batch(self.store, [known])
        await correct_translation(
            self.store, self.settings, self.here.ben, one.id, text=f"Hi {MARK}", client_id="b"
        )
        await self.client.xadd(stream(ENRICHMENTS, 0), {BODY: encode(known)})
        aside = msgspec.json.encode({"body": base64.b64encode(encode(known)).decode()})
        await self.client.xadd(DEAD, {BODY: aside})
        key = secrets.token_hex(32)
        await self.client.set(entry_of(bucket_of(key), key), f"Hello {MARK}")
        await self.client.zadd(index_of(bucket_of(key)), {key: 1.0})
        return one

    async def taught(self, me, talk, _first) -> None:
        answer = (await self.post(self.here.ben, talk, "Fine")).mine
        made = {"pt": Translation(status="done", text="Bem", engine="firefox", route=("en", "pt"))}
        await apply_batch(self.store, [enriched(answer, language="en", translations=made)])
        await correct_translation(self.store, self.settings, me, answer.id, text=MARK, client_id="m")
        await add_word(self.store, me, Entry(source=MARK))
        await add_canned(self.store, me, Text(shortcut="x", language="pt", text=MARK))
        await report(self.store, me, talk, reason="spam", note=MARK)

    async def kept(self, me, talk, message_id) -> None:
        """What is there by other ways: remembered answers, a sign-in, where a browser is told, a preview."""
        now, signed = datetime.now(UTC), secrets.token_hex(32)
        answer = {"language": "pt", "key": "k" * 64, "uses": 1, "last_message_id": message_id}
        whose = (
            {"person_id": me, "text": MARK, "answered": ""},
            {"person_id": self.here.ben, "text": "Fine", "answered": MARK},
        )
        session = {"token_hash": signed, "person_id": me, "created_at": now, "id": new_id(), "device": MARK}
        place = {"id": new_id(), "session": signed, "person_id": me, "endpoint": f"https://push/{MARK}"}
        place |= {"endpoint_key": signed, "p256dh": "p", "auth": "a", "hides_text": False, "failures": 0}
        async with self.store.writing() as connection:
            rows = [answer | one | {"id": new_id()} for one in whose]
            await connection.execute(insert(tables.own_answers), rows)
            lasts = {"expires_at": now + timedelta(days=1)}
            await connection.execute(insert(tables.sessions).values(session | lasts))
            await connection.execute(insert(tables.push_subscriptions).values(place | {"created_at": now}))
            card = LinkCard(url="https://a.test/", title=MARK, host="a.test")
            await linking.keep(connection, me, talk, card)

    async def file(self, me, talk, sent) -> None:
        body, key = f"in the file: {MARK}".encode(), secrets.token_hex(4)

        async def whole():
            yield body

        made = await uploads.begin(
            self.store, self.storage, self.settings, me, talk, size=len(body), name=f"{MARK}.txt"
        )
        await uploads.append(self.store, self.storage, me, made.id, 0, whole())
        await Checker(self.store, self.storage, self.settings).check(made.id)
        if sent:
            content = await attached(self.store, me, talk, key, Attachment(file_id=made.id))
            await self.post(me, talk, MARK, client_id=key, content=content)

    async def customer(self) -> str:
        here = await shop(self.here)
        await here.change(allowed_origins=("https://shop.example",))
        made = await here.come(identity=here.signed(f"ref-{MARK}"), email=f"{MARK}@example.org", name=MARK)
        visitor = await visitor_of(self.store, made.token)
        talk = (await open_mine(self.store, visitor))[0].id
        await here.post(visitor.id, talk, f"mi dirección: {MARK}")
        page = Visiting(url=f"https://shop.example/{MARK}", title=MARK)
        await visiting(self.store, visitor, page, "desk.example")
        await change_customer(self.store, self.here.ben, talk, CardWanted(attributes={"likes": MARK}))
        await assign(self.store, self.here.ben, talk)
        await resolve(self.store, self.here.ben, talk)
        seen = msgspec.structs.replace(visitor, conversation_id=talk)
        await rate(self.store, seen, talk, RatingGiven(score=1, comment=MARK))
        return visitor.id

    async def post(self, author, talk, text, **more):
        options = {"client_id": secrets.token_hex(8)} | more
        return await post_message(self.store, self.settings, author, talk, text=text, **options)


async def planted(store, client, settings) -> tuple[str, str]:
    """Both, on every way to a worker and to the event log; the last of hers still waits to be relayed."""
    here = await world(store, settings)
    all_of = Planting(here, client)
    account, contact = await all_of.account(), await all_of.customer()
    await index_some(store)
    while await relay_once(store, client):
        pass
    for name, kind in KINDS:
        entries = await client.xrange(stream(name, 0))
        decode = decoder(kind)
        batch = [Delivery(one.decode(), stream(name, 0), decode(fields[BODY]), 1) for one, fields in entries]
        write_batch(settings.lake_path, batch)
    talk = (await acquainted(store, here.eva, "ben")).id
    assert talk, "others go on"
    async with store.reading() as connection:
        mine = select(tables.participants.c.conversation_id).where(
            tables.participants.c.account_id == account
        )
        first = sorted((await connection.execute(mine)).scalars())[0]
    await all_of.post(account, first, f"e mais: {MARK}")
    return account, contact
