"""What comes on a socket is the same messages, however the network cuts it and whoever reads a frame."""

import asyncio
import json
from dataclasses import dataclass, field

import pytest
import uvicorn
from uvicorn.server import ServerState
from websockets.client import ClientProtocol
from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory
from websockets.frames import Frame, Opcode
from websockets.uri import parse_uri

from service.api.connections import Door, protocols
from service.api.frame_borders import FrameBorders, size_of
from service.api.patient_socket import FRAMES

LONG = "ö" * 200


class Wire(asyncio.Transport):
    """Takes what is written, and notes whether reading stands still."""

    def __init__(self) -> None:
        super().__init__()
        self.written, self.closed, self.reads = bytearray(), False, True

    def write(self, data):
        self.written += data

    def is_closing(self):
        return self.closed

    def close(self):
        self.closed = True

    def pause_reading(self):
        self.reads = False

    def resume_reading(self):
        self.reads = True


@dataclass
class Socket:
    """A server's end of a socket, and what its app was given."""

    said: list[str | bytes] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    aside: asyncio.Queue[str | bytes | None] | None = None

    async def app(self, scope, receive, send):
        await receive()
        await send({"type": "websocket.accept"})
        if self.aside is not None:
            scope["extensions"][FRAMES].read_into(self.aside, 3)
        while (event := await receive())["type"] == "websocket.receive":
            self.said.append(event.get("text") or event.get("bytes") or b"")
        self.gone.append(event["code"])

    async def open(self, at_once=b""):
        config = uvicorn.Config(
            self.app, interface="asgi3", proxy_headers=False, log_config=None, ws_ping_interval=None
        )
        config.load()
        _, kind = protocols(Door(9, (), lambda _: None))
        self.end, self.wire = kind(config, ServerState(), {}), Wire()
        deflate = ClientPerMessageDeflateFactory()
        self.client = ClientProtocol(parse_uri("ws://here/"), extensions=[deflate])
        self.client.send_request(self.client.connect())
        self.end.connection_made(self.wire)
        self.end.data_received(b"".join(self.client.data_to_send()))
        if at_once:
            self.end.data_received(at_once)
            return self
        await self.settled()
        self.client.receive_data(bytes(self.wire.written))
        return self

    async def settled(self):
        """Until whoever was woken has run: each step of the app takes a turn of the loop, or two."""
        for _ in range(8):
            await asyncio.sleep(0)


def plain(opcode, data, *, fin=True):
    return Frame(opcode, data, fin=fin).serialize(mask=True)


def stream(client):
    """Bytes as a client sends them, and the messages in it: all kinds of frames, also within each other."""
    parts = [
        plain(Opcode.TEXT, b'{"type":"ping"}'),
        plain(Opcode.TEXT, b""),
        plain(Opcode.TEXT, LONG.encode()),
        plain(Opcode.TEXT, b"in ", fin=False),
        plain(Opcode.PING, b"?"),
        plain(Opcode.CONT, "drei ö ".encode()[:6], fin=False),
        plain(Opcode.CONT, "drei ö ".encode()[6:] + b"parts"),
        plain(Opcode.BINARY, b"\x00\x01"),
    ]
    client.send_text(b"squeezed " * 20)
    parts += [*client.data_to_send(), plain(Opcode.TEXT, b"last")]
    said = ['{"type":"ping"}', b"", LONG, "in drei ö parts", b"\x00\x01", "squeezed " * 20, "last"]
    return b"".join(parts), said


def cut(data):
    """Byte by byte, in two at each place, and in pieces of nine bytes that begin at each of nine places."""
    size = len(data)
    places = [range(1, size), *([one] for one in range(1, size)), *(range(one, size, 9) for one in range(9))]
    for some in places:
        ends = [*some, size]
        yield [data[start:end] for start, end in zip([0, *ends], ends, strict=False) if end > start]


def test_however_the_network_cuts_it_the_messages_are_the_same():
    async def flow():
        first = await Socket().open()
        data, said = stream(first.client)
        for some in cut(data):
            socket = await Socket().open()
            for one in some:
                socket.end.data_received(one)
            await socket.settled()
            assert socket.said == said, [len(one) for one in some][:3]
            assert b"\x8a\x01?" in socket.wire.written, "the ping was answered"

    asyncio.run(flow())


@pytest.mark.parametrize(
    ("frames", "code"),
    [
        ([plain(Opcode.TEXT, b"\xff\xfe")], 1007),
        ([plain(Opcode.TEXT, b"\xff\xfe") + plain(Opcode.CLOSE, b"\x03\xe8")], 1000),
        ([plain(Opcode.TEXT, b"in ", fin=False), plain(Opcode.TEXT, b"whole")], 1002),
        ([Frame(Opcode.TEXT, b"unmasked").serialize(mask=False)], 1002),
        ([b"\xf1" + plain(Opcode.TEXT, b"reserved")[1:]], 1002),
    ],
    ids=["no text", "no text, and goes", "within another", "unmasked", "reserved bits"],
)
def test_what_breaks_the_rules_ends_the_socket(frames, code):
    async def flow():
        socket = await Socket().open()
        for one in frames:
            socket.end.data_received(one)
        socket.end.data_received(plain(Opcode.TEXT, b"too late"))
        await socket.settled()
        assert socket.said == [] and socket.gone == [code]

    asyncio.run(flow())


@pytest.mark.parametrize("early", [b"\xf1\x80....", plain(Opcode.TEXT, b"\xff")], ids=["reserved", "no text"])
def test_what_breaks_the_rules_before_it_is_accepted_ends_the_connection(early):
    async def flow():
        socket = await Socket().open(early)
        assert socket.wire.closed
        socket.end.connection_lost(None)
        await socket.settled()
        assert socket.said == []

    asyncio.run(flow())


def test_pings_of_who_reads_nothing_fill_no_memory_and_the_last_is_answered():
    async def flow():
        socket = await Socket().open()
        before = len(socket.wire.written)
        socket.end.pause_writing()
        for number in range(50):
            socket.end.data_received(plain(Opcode.PING, b"%03d" % number))
        assert len(socket.wire.written) == before
        socket.end.resume_writing()
        assert bytes(socket.wire.written[before:]) == b"\x8a\x03049"
        socket.end.data_received(plain(Opcode.PING, b"then"))
        assert socket.wire.written.endswith(b"\x8a\x04then")

    asyncio.run(flow())


def test_whoever_takes_them_aside_gets_all_in_order_and_reading_rests_while_some_wait():
    async def flow():
        inbox = asyncio.Queue()
        socket = Socket(aside=inbox)
        await socket.open()
        taken = []
        for number in range(6):
            if socket.wire.reads:
                socket.end.data_received(plain(Opcode.TEXT, json.dumps(number).encode()))
        assert not socket.wire.reads and inbox.qsize() == 3
        while not inbox.empty():
            assert not socket.wire.reads
            taken.append(inbox.get_nowait())
            socket.end.read_on()
        assert socket.wire.reads and taken == ["0", "1", "2"]
        socket.end.connection_lost(None)
        await socket.settled()
        assert socket.said == [] and socket.gone == [1005], "the end comes as ever"

    asyncio.run(flow())


def test_heads_of_all_lengths_say_how_long_a_frame_is():
    for size in (0, 1, 125, 126, 127, 65_535, 65_536, 200_000):
        for mask in (True, False):
            frame = Frame(Opcode.BINARY, b"x" * size).serialize(mask=mask)
            assert size_of(frame[:14]) == len(frame)
            borders = FrameBorders()
            borders.follow(frame[:-1])
            assert not borders.between
            borders.follow(frame[-1:] + frame)
            assert borders.between


def test_little_that_unpacks_into_much_ends_the_socket_before_it_fills_the_memory():
    async def flow():
        inbox = asyncio.Queue()
        socket = Socket(aside=inbox)
        await socket.open()
        size = socket.end.config.ws_max_size = socket.end.conn.max_message_size = 100_000
        for _ in range(300):
            socket.client.send_text(b" " * size)
        packed = b"".join(socket.client.data_to_send())
        assert len(packed) < size
        socket.end.data_received(packed)
        await socket.settled()
        assert sum(len(inbox.get_nowait()) for _ in range(inbox.qsize())) < 100 * size
        assert socket.gone == [1009] and socket.wire.closed

    asyncio.run(flow())
