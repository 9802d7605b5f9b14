"""A report by e-mail, over the server that the operator has named."""

from __future__ import annotations

import smtplib
import ssl
import threading
from concurrent.futures import Future, wait
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import parse_qs, unquote, urlsplit

from dashboards.speech import t

PATIENCE, WITHIN = 30.0, 180.0
"""Seconds that the server may take for one answer, and for all of them, however it spreads them."""


class CannotSend(Exception):
    """Nothing was sent; the text says why, without a password."""


@dataclass(frozen=True, slots=True)
class Server:
    """Who sends. `secure`: TLS from the first byte; else it begins with STARTTLS, unless on this machine."""

    host: str
    port: int
    secure: bool
    user: str
    password: str
    sender: str

    @classmethod
    def named(cls, address: str) -> Server:
        """As `DUOLOGUE_SMTP` has it. CannotSend: it is none, or not set."""
        if not address:
            raise CannotSend("No mail is sent: set DUOLOGUE_SMTP.")
        try:
            told = urlsplit(address)
            port = told.port or (465 if told.scheme == "smtps" else 587)
        except ValueError as error:
            raise CannotSend("DUOLOGUE_SMTP is no address.") from error
        sender = parse_qs(told.query).get("from", [unquote(told.username or "")])[0]
        if told.scheme not in ("smtp", "smtps") or not told.hostname or "@" not in sender:
            raise CannotSend("DUOLOGUE_SMTP is written as smtp://USER:PASSWORD@HOST:587?from=ADDRESS.")
        return cls(
            host=told.hostname, port=port, secure=told.scheme == "smtps", user=unquote(told.username or ""),
            password=unquote(told.password or ""), sender=sender,
        )  # fmt: skip

    @property
    def is_here(self) -> bool:
        """On this machine, where nobody listens on the way."""
        return self.host in ("localhost", "127.0.0.1", "::1")


def letter(server: Server, to: str, subject: str, files: dict[str, bytes]) -> EmailMessage:
    """The mail, with the report as it was made. CannotSend: `to` is no address."""
    message = EmailMessage()
    try:
        message["From"], message["To"], message["Subject"] = server.sender, to, subject
        sides = message["From"].addresses, message["To"].addresses
    except (ValueError, LookupError, AttributeError) as error:  # a line break in it, or half an address
        raise CannotSend("This is no e-mail address.") from error
    if not all(sides) or not all(one.username and one.domain for side in sides for one in side):
        raise CannotSend("This is no e-mail address.")
    message["Date"], message["Message-ID"] = (
        formatdate(usegmt=True),
        make_msgid(domain=server.sender.split("@")[-1]),
    )
    told = t("The report is attached: it opens in a browser, and prints on A4.")
    message.set_content(f"{subject}\n\n{told}\n")
    for name, body in files.items():
        kind = "pdf" if name.endswith(".pdf") else "octet-stream"
        message.add_attachment(body, maintype="application", subtype=kind, filename=name)
    return message


def send(server: Server, message: EmailMessage, within: float = WITHIN) -> None:
    """Hand it over. CannotSend: the server is away, refuses it or somebody it is for, or speaks no TLS; or it
    is not done in time, and may have taken it or not."""
    done: Future[dict[str, tuple[int, bytes]]] = Future()
    threading.Thread(
        target=_tried, args=(done, server, message), daemon=True
    ).start()  # ends with the process
    if not wait([done], within).done:
        raise CannotSend(f"{server.host} was not done in time, and may have taken the mail or not.")
    try:
        refused = done.result()
    except (OSError, smtplib.SMTPException, UnicodeError) as error:  # the last: a password beyond ASCII
        raise CannotSend(f"{server.host} did not take the mail: {type(error).__name__}") from error
    if refused:
        raise CannotSend(f"{server.host} took the mail, but not for {', '.join(sorted(refused))}.")


def _tried(done: Future[dict[str, tuple[int, bytes]]], server: Server, message: EmailMessage) -> None:
    """Each read of `smtplib` has its own limit, and there is no end to reads of one byte each."""
    try:
        done.set_result(_sent(server, message))
    except BaseException as error:
        done.set_exception(error)


def _sent(server: Server, message: EmailMessage) -> dict[str, tuple[int, bytes]]:
    """Whom it refuses."""
    with _opened(server) as client:
        if not server.secure and not server.is_here:
            client.starttls(context=ssl.create_default_context())
        if server.password:
            client.login(server.user, server.password)
        return client.send_message(message)


def _opened(server: Server) -> smtplib.SMTP:
    if server.secure:
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(server.host, server.port, timeout=PATIENCE, context=context)
    return smtplib.SMTP(server.host, server.port, timeout=PATIENCE)
