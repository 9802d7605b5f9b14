"""A report is sent by the server that is named, or it is said why not."""

import socket
import threading
from contextlib import suppress
from email import message_from_bytes

import pytest
from aiosmtpd.controller import Controller

from dashboards.report.mail import CannotSend, Server, letter, send
from tests.ports import free_port


class Box:
    """Takes mail."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, list[str], bytes]] = []

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("gone@"):
            return "550 nobody"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.taken.append((envelope.mail_from, envelope.rcpt_tos, envelope.original_content))
        return "250 OK"


def test_it_is_sent_by_the_server_that_is_named():
    box = Box()
    held = Controller(box, hostname="127.0.0.1", port=free_port(), ready_timeout=60)
    held.start()
    try:
        server = Server.named(f"smtp://127.0.0.1:{held.port}?from=reports@casa.example")
        files = {"week.html": "Olá".encode(), "week.pdf": b"%PDF-1"}
        send(server, letter(server, "lead@casa.example", "Casa: week 2026-W46", files))
        with pytest.raises(CannotSend, match=r"not for gone@casa\.example"):
            send(server, letter(server, "lead@casa.example, gone@casa.example", "again", {}))
    finally:
        held.stop()
    sender, to, body = box.taken[0]
    assert (sender, to) == ("reports@casa.example", ["lead@casa.example"])
    parts = {one.get_filename(): one.get_payload(decode=True) for one in message_from_bytes(body).walk()}
    assert parts["week.html"] == "Olá".encode() and parts["week.pdf"] == b"%PDF-1"
    with pytest.raises(CannotSend, match="did not take"):
        send(server, letter(server, "lead@casa.example", "again", {}))


def test_a_server_that_never_comes_to_an_end_is_not_waited_for():
    """Each line of its greeting comes in time, and there is always another."""
    over = threading.Event()

    def greeting(listening):
        connection, _ = listening.accept()
        with connection, suppress(OSError):
            while not over.wait(0.02):
                connection.sendall(b"220-and more\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listening:
        talking = threading.Thread(target=greeting, args=(listening,))
        talking.start()
        server = Server.named(f"smtp://127.0.0.1:{listening.getsockname()[1]}?from=reports@casa.example")
        try:
            with pytest.raises(CannotSend, match="may have taken"):
                send(server, letter(server, "lead@casa.example", "week", {}), within=0.2)
        finally:
            over.set()
            talking.join()


@pytest.mark.parametrize(
    "address", ["", "smtp://host", "http://a@b.c@host", "smtp://host:x?from=a@b", "smtp://?from=a@b"]
)
def test_an_address_that_cannot_be_used_is_refused(address):
    with pytest.raises(CannotSend):
        Server.named(address)


@pytest.mark.parametrize("to", ["", "lead", "lead@", "@casa.example", "<", '"', "a@[", "a@b.c, lead@"])
def test_half_an_address_is_none(to):
    server = Server.named("smtp://localhost?from=reports@casa.example")
    with pytest.raises(CannotSend, match="no e-mail address"):
        letter(server, to, "Casa: week 2026-W46", {})


def test_no_line_break_brings_another_header():
    server = Server.named("smtps://me%40casa.example:s3cret@mail.example")
    assert (server.port, server.sender, server.user) == (465, "me@casa.example", "me@casa.example")
    with pytest.raises(CannotSend):
        letter(server, "a@b.c\nBcc: d@e.f", "x", {})
