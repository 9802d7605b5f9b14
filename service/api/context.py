"""All that one web process runs on: opened in order, closed in reverse."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial

from redis.exceptions import RedisError

from service.api.background import BackgroundTasks
from service.api.limits.counting import RateLimiter
from service.api.limits.sockets import SocketLimiter
from service.api.limits.table import SOCKETS
from service.api.pipeline import PipelineWatch
from service.api.socket.receipts import Receipts
from service.api.socket.tokens import Tokens
from service.api.tally import EventCounter
from service.desk.bot.shapes import Turn
from service.files.checking import Checker
from service.files.dictation import Dictation
from service.files.storage import FileStorage
from service.jobs import apply, folding, previews, relay, told
from service.jobs.forget import Eraser
from service.jobs.stages import for_workers
from service.notifications.notifier import PushNotifier
from service.notifications.sending import PushSender
from service.outbound.bots.caller import BotCaller
from service.outbound.bots.model import LanguageModel
from service.outbound.hooks import HookSender
from service.outbound.pages import PageReader
from service.outbound.previews import LinkPreviews
from service.outbound.provider import IdentityProvider
from service.outbound.shop import ShopReader
from service.realtime.assigning import Assigner
from service.realtime.bot_frames import asked
from service.realtime.connections import ConnectionRegistry
from service.realtime.presence import Presence
from service.realtime.screens import Screens
from service.store import Store
from wire.broker.clients import Client, connect
from wire.broker.heartbeats import BEAT_EVERY, Heartbeat, beat, withdraw
from wire.contracts.settings import Settings
from wire.tasks import every

PART = "serve"


@dataclass(frozen=True, slots=True)
class Files:
    """Where files lie, who looks at them before anybody gets them, and who listens to what is dictated."""

    storage: FileStorage
    checker: Checker
    dictation: Dictation


@dataclass(frozen=True, slots=True)
class AppContext:
    """What routes work with. `name` is unique among all web processes."""

    settings: Settings
    store: Store
    client: Client
    connections: ConnectionRegistry
    presence: Presence
    background: BackgroundTasks
    name: str
    pipeline: PipelineWatch
    limits: RateLimiter
    sockets: SocketLimiter
    receipts: Receipts
    tokens: Tokens
    files: Files
    push: PushSender | None
    """Null: this installation has no keys for Web Push."""
    links: LinkPreviews | None
    """Null: this installation makes no previews of links."""
    shops: ShopReader
    bots: BotCaller
    provider: IdentityProvider | None = None
    """Null: people sign in by password and passkey alone."""
    tally: EventCounter = field(default_factory=EventCounter)


@asynccontextmanager
async def open_context(settings: Settings) -> AsyncIterator[AppContext]:
    """Open everything; on the way out stop tasks, then the connections, then close broker and store."""
    client = connect(settings.broker_url)
    limits = RateLimiter(client, settings.limits, settings.max_text)
    store = await Store.open(settings)
    connections_task, background = BackgroundTasks(), BackgroundTasks()
    connections = ConnectionRegistry(settings.broker_url, client)
    presence, files = Presence(store, client, connections), _files(store, settings)
    sockets = SocketLimiter(client, limits.table[SOCKETS.name].amount)
    context = AppContext(
        settings=settings,
        store=store,
        client=client,
        connections=connections,
        presence=presence,
        background=background,
        name=_name(settings),
        pipeline=PipelineWatch(store, client, connections.tell_all),
        limits=limits,
        sockets=sockets,
        receipts=Receipts(store),
        tokens=Tokens(store),
        files=files,
        push=PushSender(settings) if settings.vapid_key else None,
        links=_links(store, files, settings),
        shops=ShopReader(HookSender(settings)),
        bots=_bots(store, sockets, connections, settings),
        provider=IdentityProvider(settings) if settings.oidc_issuer else None,
    )
    _subscribe(context)
    try:
        connections_task.start("hub", connections.run)
        _start_background(context)
        yield context
    finally:
        connections.close_all()
        await background.close()
        await connections_task.close(within=5.0)
        await _close(context)


def _subscribe(context: AppContext) -> None:
    store = context.store
    store.subscribers.add(Screens(store, context.connections, context.presence).show)
    store.subscribers.add(Eraser(store, context.client).hear)


async def _close(context: AppContext) -> None:
    await context.client.aclose()
    for one in (context.push, context.links, context.shops, context.bots, context.provider):
        if one is not None:
            await one.close()
    await context.store.close()


def _files(store: Store, settings: Settings) -> Files:
    storage = FileStorage(settings)
    return Files(storage, Checker(store, storage, settings), Dictation())


def _links(store: Store, files: Files, settings: Settings) -> LinkPreviews | None:
    if not settings.link_previews:
        return None
    return LinkPreviews(PageReader(), store, files.storage, files.checker, settings)


def _bots(
    store: Store, sockets: SocketLimiter, connections: ConnectionRegistry, settings: Settings
) -> BotCaller:
    async def push(turn: Turn) -> None:
        await connections.notify(turn.bot_id, asked(turn))

    model = LanguageModel(settings) if settings.bot_model_url else None
    return BotCaller(store, HookSender(settings), sockets.is_open, push, model)


def _start_background(context: AppContext) -> None:
    store, client, connections, start = (
        context.store,
        context.client,
        context.connections,
        context.background.start,
    )
    start("presence", context.presence.run)
    assigner = Assigner(store, context.presence)
    store.subscribers.add(assigner.hear)
    start("assigner", assigner.run)
    stages = for_workers(store, client)
    start("folding", partial(folding.run, store))
    start("relay", lambda stop: relay.run(store, client, stages, stop=stop))
    programs = apply.Programs(context.bots.hear, context.bots.word)
    start("apply", lambda stop: apply.run(store, context.settings, context.name, programs, stop=stop))
    start("bots", context.bots.run)
    start("told", lambda stop: told.run(store, context.settings, context.name, stop=stop))
    start("answers", lambda stop: previews.run(connections, context.settings, context.name, stop=stop))
    start("pipeline", context.pipeline.run)
    start("tally", context.tally.run)
    start("sockets", context.sockets.run)
    start("limits", context.limits.run)
    start("receipts", context.receipts.run)
    start("heartbeat", partial(_heartbeat, context))
    if context.push is not None:
        notifier = PushNotifier(store, context.push)
        store.subscribers.add(notifier.hear)
        start("push", notifier.run)


async def _heartbeat(context: AppContext, stop: asyncio.Event) -> None:
    """Say that this process serves, until it does not."""
    alive = Heartbeat(part=PART, name=context.name)
    await every(BEAT_EVERY, "heartbeat", lambda: beat(context.client, alive), stop)
    with suppress(RedisError, OSError):  # without a broker it ends by itself
        await withdraw(context.client, PART, context.name)


def _name(settings: Settings) -> str:
    """Host and port: stable over restarts, so that a new run takes up what the last one left unfinished."""
    return (
        f"{socket.gethostname()}-{settings.port}"
        if settings.port
        else f"{socket.gethostname()}-{os.getpid()}"
    )
