"""Which rule each door follows: every operation of the OpenAPI document, and every frame of a client."""

from __future__ import annotations

import secrets
from typing import Any

from service.realtime.desk_frames import Look
from service.realtime.frames import (
    Edit,
    Hello,
    Ping,
    PinMessage,
    Post,
    Preview,
    React,
    ReadBack,
    Receipt,
    Remove,
    Resume,
    Typing,
)
from tests.api.rule import Rule, Whose


def writing() -> dict[str, Any]:
    return {"text": "hello", "client_id": secrets.token_hex(8)}


WRONG = {"password": "not the password", "code": "000000"}
SIGNED = {"id": "AA", "client_data": "AA"}
ANA = {"handle": "nobody.here", "password": "not the password"}
CONVERSATION = "/api/conversations/{conversation_id}"
MESSAGE = "/api/messages/{message_id}"
ORGANISATION = "/api/organisations/{organisation_id}"
DESK = "/api/desk/conversations"
WEBHOOKS = ORGANISATION + "/webhooks"
HOOK = {"url": "https://hooks.example/", "events": ["rated"]}
VISITOR = "/api/widget/visitors/me"
VISITORS = (VISITOR, "/api/widget/conversations/")
"""Where doors of visitors begin."""
OF_ONE = "organisation={organisation_id}"
TIME = "since=2026-11-01T00:00:00Z&until=2026-12-01T00:00:00Z"
ARTICLE = {"title": "Returns", "language": "en", "text": "Send it back within 30 days."}
BOT = {"name": "Bob", "kind": "socket", "language": "en", "enabled": False}
COMING = {"language": "es", "consent": True}

RULES: dict[tuple[str, str], Rule] = {
    ("GET", "/health"): Rule("anybody"),
    ("GET", "/health/live"): Rule("anybody"),
    ("GET", "/api/languages"): Rule("anybody"),
    ("GET", "/api/models"): Rule("account"),
    ("POST", "/api/models/pull"): Rule("own", {"language": "de"}),
    ("DELETE", "/api/models/pull"): Rule("own"),
    ("POST", "/api/sessions"): Rule("anybody", ANA),
    ("POST", "/api/sessions/passkey/challenge"): Rule("anybody"),
    ("POST", "/api/sessions/passkey"): Rule(
        "anybody", SIGNED | {"authenticator_data": "AA", "signature": "AA"}
    ),
    ("POST", "/api/oidc"): Rule("anybody", {"language": "en"}),
    ("POST", "/api/people"): Rule("anybody", ANA | {"name": "", "language": "en"}),
    ("DELETE", "/api/sessions"): Rule("account", fresh=True),
    ("GET", "/api/me"): Rule("account"),
    ("PATCH", "/api/me"): Rule("account", {"theme": "dark"}),
    ("GET", "/api/me/answers"): Rule("account"),
    ("PATCH", "/api/me/answers"): Rule("account", {"on": True}),
    ("DELETE", "/api/me/answers"): Rule("account"),
    ("POST", "/api/me/deletion"): Rule("account", {"password": "not the password"}),
    ("PUT", "/api/me/password"): Rule("account", {"old": "not the password", "new": "long enough too"}),
    ("GET", "/api/me/second-factor"): Rule("account"),
    ("POST", "/api/me/second-factor"): Rule("account", {"password": "not the password"}),
    ("PUT", "/api/me/second-factor"): Rule("account", {"code": "000000"}),
    ("POST", "/api/me/second-factor/removal"): Rule("account", WRONG),
    ("POST", "/api/me/second-factor/recovery"): Rule("account", WRONG),
    ("GET", "/api/me/passkeys"): Rule("account"),
    ("POST", "/api/me/passkeys/challenge"): Rule("account", {"password": "not the password"}),
    ("POST", "/api/me/passkeys"): Rule("account", SIGNED | {"name": "phone", "attestation": "AA"}),
    ("PATCH", "/api/me/passkeys/{passkey_id}"): Rule("own", {"name": "phone"}),
    ("POST", "/api/me/passkeys/{passkey_id}/removal"): Rule("account", {"password": "not the password"}),
    ("GET", "/api/me/identities"): Rule("account"),
    ("POST", "/api/me/identities"): Rule("account", {"password": "not the password"}),
    ("POST", "/api/me/identities/{identity_id}/removal"): Rule("account", {"password": "not the password"}),
    ("GET", "/api/me/push"): Rule("account"),
    ("PUT", "/api/me/push"): Rule("account", {"endpoint": "", "p256dh": "", "auth": ""}),
    ("DELETE", "/api/me/push"): Rule("account"),
    ("GET", "/api/me/export"): Rule("account"),
    ("GET", "/api/me/sessions"): Rule("account"),
    ("DELETE", "/api/me/sessions"): Rule("account"),
    ("DELETE", "/api/me/sessions/{session_id}"): Rule("own"),
    ("GET", "/api/people"): Rule("account", query="search=zz"),
    ("GET", "/api/people/{handle}"): Rule("account"),
    ("GET", "/api/canned"): Rule("account"),
    ("POST", "/api/canned"): Rule("account", {"shortcut": "", "language": "en", "text": ""}),
    ("DELETE", "/api/canned/{answer_id}"): Rule("own"),
    ("GET", "/api/conversations"): Rule("account"),
    ("POST", "/api/conversations"): Rule("account", {"with": "nobody.here"}),
    ("GET", "/api/corrections"): Rule("conversation", query="conversation={conversation_id}"),
    ("GET", "/api/glossary"): Rule("conversation", query="conversation={conversation_id}"),
    ("POST", "/api/glossary"): Rule("conversation", {"source": "a", "conversation_id": "{conversation_id}"}),
    ("GET", "/api/glossary/file"): Rule("conversation", query="conversation={conversation_id}"),
    ("POST", "/api/glossary/file"): Rule(
        "conversation", {"text": "a\tb\n", "conversation_id": "{conversation_id}"}
    ),
    ("DELETE", "/api/glossary/{word_id}"): Rule("own"),
    ("POST", "/api/dictations"): Rule("account"),
    ("DELETE", "/api/link-previews/{preview_id}"): Rule("account"),
    ("POST", "/api/link-previews"): Rule("account", {"url": "https://example.org/"}),
    ("GET", "/api/search"): Rule("conversation", query="text=hello&conversation={conversation_id}"),
    ("GET", CONVERSATION): Rule("conversation"),
    ("PATCH", CONVERSATION): Rule("conversation", {"suggestions": True}),
    ("POST", CONVERSATION + "/accept"): Rule("conversation"),
    ("POST", CONVERSATION + "/ignore"): Rule("conversation"),
    ("POST", CONVERSATION + "/block"): Rule("conversation"),
    ("POST", CONVERSATION + "/unblock"): Rule("conversation"),
    ("POST", CONVERSATION + "/leave"): Rule("conversation"),
    ("POST", CONVERSATION + "/report"): Rule("conversation", {"reason": "spam"}),
    ("GET", CONVERSATION + "/messages"): Rule("conversation"),
    ("POST", CONVERSATION + "/messages"): Rule("conversation", writing()),
    ("POST", CONVERSATION + "/contact/messages"): Rule("contact", writing()),
    ("GET", CONVERSATION + "/pinned"): Rule("conversation"),
    ("POST", CONVERSATION + "/files"): Rule("conversation"),
    ("HEAD", "/api/files/{file_id}"): Rule("own"),
    ("PATCH", "/api/files/{file_id}"): Rule("own"),
    ("DELETE", "/api/files/{file_id}"): Rule("own"),
    ("GET", "/api/files/{file_id}"): Rule("file"),
    ("GET", "/api/files/{file_id}/preview"): Rule("file"),
    ("POST", CONVERSATION + "/receipts"): Rule("conversation", {"read_seq": 1}),
    ("GET", MESSAGE): Rule("message"),
    ("PATCH", MESSAGE): Rule("written", {"text": "changed"}),
    ("DELETE", MESSAGE): Rule("written"),
    ("GET", MESSAGE + "/history"): Rule("message"),
    ("PUT", MESSAGE + "/reaction"): Rule("message", {"emoji": "👍", "on": True}),
    ("PUT", MESSAGE + "/pin"): Rule("message", {"on": True}),
    ("POST", MESSAGE + "/enrichment"): Rule("message"),
    ("POST", MESSAGE + "/suggestions/shown"): Rule("message"),
    ("PUT", MESSAGE + "/translation"): Rule("message", writing()),
    ("DELETE", MESSAGE + "/translation"): Rule("message"),
    ("GET", "/api/organisations"): Rule("account"),
    ("GET", "/api/analytics/organisations"): Rule("account"),
    ("POST", "/api/organisations"): Rule("account", {"name": "", "language": "en"}),
    ("POST", "/api/invitations/accept"): Rule("account", {"token": "none"}),
    ("GET", ORGANISATION): Rule("organisation", action="see"),
    ("PATCH", ORGANISATION): Rule("organisation", {"retention_days": None}, action="configure"),
    ("GET", ORGANISATION + "/search"): Rule("organisation", action="converse", query="text=hello"),
    ("GET", ORGANISATION + "/painpoints"): Rule("organisation", action="measure", query=TIME),
    ("GET", ORGANISATION + "/painpoints/{painpoint_id}"): Rule("organisation", action="measure", query=TIME),
    ("GET", ORGANISATION + "/members"): Rule("organisation", action="see"),
    ("PATCH", ORGANISATION + "/members/{account_id}"): Rule(
        "organisation", {"role": "agent"}, action="manage"
    ),
    ("DELETE", ORGANISATION + "/members/{account_id}"): Rule("organisation", action="manage"),
    ("GET", ORGANISATION + "/invitations"): Rule("organisation", action="manage"),
    ("POST", ORGANISATION + "/invitations"): Rule("organisation", {"role": "agent"}, action="manage"),
    ("DELETE", ORGANISATION + "/invitations/{invitation_id}"): Rule("organisation", action="manage"),
    ("GET", ORGANISATION + "/contacts"): Rule("organisation", action="converse"),
    ("POST", ORGANISATION + "/contacts"): Rule(
        "organisation", {"name": "Zoe", "language": "en", "reference": "one"}, action="converse"
    ),
    ("GET", ORGANISATION + "/glossary"): Rule("organisation", action="converse"),
    ("POST", ORGANISATION + "/glossary"): Rule("organisation", {"source": "{fresh}"}, action="teach"),
    ("PUT", ORGANISATION + "/glossary/{word_id}"): Rule(
        "organisation", {"source": "{fresh}"}, action="teach"
    ),
    ("DELETE", ORGANISATION + "/glossary/{word_id}"): Rule("organisation", action="teach"),
    ("GET", ORGANISATION + "/glossary/file"): Rule("organisation", action="converse"),
    ("POST", ORGANISATION + "/glossary/file"): Rule("organisation", {"text": "a\tb\n"}, action="teach"),
    ("GET", ORGANISATION + "/glossary/offers"): Rule("organisation", action="teach"),
    ("POST", ORGANISATION + "/glossary/offers/dismissed"): Rule(
        "organisation", {"source": "a", "source_language": "en"}, action="teach"
    ),
    ("POST", ORGANISATION + "/glossary/offers/translations"): Rule(
        "organisation", {"ref": "r", "text": "a", "language": "en", "target": "pt"}, action="teach"
    ),
    ("GET", ORGANISATION + "/canned"): Rule("organisation", action="converse"),
    ("POST", ORGANISATION + "/canned"): Rule(
        "organisation", {"shortcut": "{fresh}", "language": "en", "text": "a"}, action="teach"
    ),
    ("DELETE", ORGANISATION + "/canned/{answer_id}"): Rule("organisation", action="teach"),
    ("POST", ORGANISATION + "/contacts/{contact_id}/conversations"): Rule("organisation", action="converse"),
    ("GET", DESK): Rule("organisation", action="converse", query="organisation={organisation_id}"),
    ("GET", DESK + "/{conversation_id}/summary"): Rule("served"),
    ("GET", DESK + "/{conversation_id}"): Rule("served"),
    ("GET", "/api/desk/counts"): Rule("organisation", action="converse", query=OF_ONE),
    ("GET", "/api/desk/facets"): Rule("account"),
    ("POST", DESK + "/{conversation_id}/assign"): Rule("served", {}),
    ("POST", DESK + "/{conversation_id}/transfer"): Rule("served", {"queue": "none"}),
    ("POST", DESK + "/{conversation_id}/release"): Rule("served"),
    ("POST", DESK + "/{conversation_id}/resolve"): Rule("served"),
    ("POST", DESK + "/{conversation_id}/reopen"): Rule("served"),
    ("POST", DESK + "/{conversation_id}/snooze"): Rule("served", {"until": "2000-01-01T00:00:00Z"}),
    ("PUT", DESK + "/{conversation_id}/tags"): Rule("served", {"tags": []}),
    ("GET", DESK + "/{conversation_id}/labels"): Rule("served"),
    ("PUT", DESK + "/{conversation_id}/labels"): Rule("served", {"mood": "negative"}),
    ("GET", ORGANISATION + "/labels"): Rule("organisation", action="teach"),
    ("GET", DESK + "/{conversation_id}/ratings"): Rule("served"),
    ("GET", DESK + "/{conversation_id}/customer"): Rule("served"),
    ("PATCH", DESK + "/{conversation_id}/customer"): Rule("served", {"attributes": {}}),
    ("GET", ORGANISATION + "/audit"): Rule("organisation", action="oversee"),
    ("GET", WEBHOOKS): Rule("organisation", action="oversee"),
    ("POST", WEBHOOKS): Rule("organisation", HOOK, action="oversee"),
    ("PATCH", WEBHOOKS + "/{webhook_id}"): Rule("organisation", {"enabled": True}, action="oversee"),
    ("DELETE", WEBHOOKS + "/{webhook_id}"): Rule("organisation", action="oversee"),
    ("POST", WEBHOOKS + "/{webhook_id}/test"): Rule("organisation", action="oversee"),
    ("GET", WEBHOOKS + "/{webhook_id}/deliveries"): Rule("organisation", action="oversee"),
    ("POST", WEBHOOKS + "/{webhook_id}/deliveries/{delivery_id}/replay"): Rule(
        "organisation", action="oversee"
    ),
    ("GET", ORGANISATION + "/shop"): Rule("organisation", action="oversee"),
    ("PUT", ORGANISATION + "/shop"): Rule(
        "organisation", {"url": "https://shop.example/orders"}, action="oversee"
    ),
    ("DELETE", ORGANISATION + "/shop"): Rule("organisation", action="oversee"),
    ("GET", DESK + "/{conversation_id}/orders"): Rule("served"),
    ("GET", "/api/desk/mentions"): Rule("account"),
    ("PUT", "/api/desk/mentions/{message_id}"): Rule("account", {"read": True}),
    ("POST", "/api/desk/mentions/read"): Rule("account", {"until": "none"}),
    ("GET", ORGANISATION + "/tags"): Rule("organisation", action="converse"),
    ("POST", ORGANISATION + "/tags"): Rule("organisation", {"name": "{fresh}"}, action="teach"),
    ("PATCH", ORGANISATION + "/tags/{tag_id}"): Rule("organisation", {"name": "{fresh}"}, action="teach"),
    ("DELETE", ORGANISATION + "/tags/{tag_id}"): Rule("organisation", action="teach"),
    ("GET", "/api/desk/agents"): Rule("organisation", action="converse", query=OF_ONE),
    ("PATCH", "/api/desk/agents/{account_id}"): Rule(
        "organisation", {"capacity": 3}, action="route", query="organisation={organisation_id}"
    ),
    ("PUT", "/api/desk/me/state"): Rule(
        "organisation", {"state": "away", "organisation": "{organisation_id}"}, action="converse"
    ),
    ("GET", ORGANISATION + "/queues"): Rule("organisation", action="converse"),
    ("POST", ORGANISATION + "/queues"): Rule("organisation", {"name": "{fresh}"}, action="route"),
    ("PATCH", ORGANISATION + "/queues/{queue_id}"): Rule(
        "organisation", {"assignment": "manual"}, action="route"
    ),
    ("DELETE", ORGANISATION + "/queues/{queue_id}"): Rule("organisation", action="route"),
    ("GET", ORGANISATION + "/hours"): Rule("organisation", action="see"),
    ("PUT", ORGANISATION + "/hours"): Rule("organisation", {"zone": "Europe/Lisbon"}, action="route"),
    ("GET", ORGANISATION + "/sla"): Rule("organisation", action="converse"),
    ("PUT", ORGANISATION + "/sla"): Rule("organisation", {"warn_minutes": 5}, action="route"),
    ("GET", ORGANISATION + "/channels"): Rule("organisation", action="connect"),
    ("POST", ORGANISATION + "/channels"): Rule(
        "organisation", {"name": "Shop", "language": "pt"}, action="connect"
    ),
    ("PATCH", ORGANISATION + "/channels/{channel_id}"): Rule(
        "organisation", {"enabled": True}, action="connect"
    ),
    ("DELETE", ORGANISATION + "/channels/{channel_id}"): Rule("organisation", action="connect"),
    ("GET", ORGANISATION + "/setup"): Rule("organisation", action="connect"),
    ("PATCH", ORGANISATION + "/setup"): Rule("organisation", {"put_away": ["hours"]}, action="connect"),
    ("GET", ORGANISATION + "/articles"): Rule("organisation", action="converse"),
    ("POST", ORGANISATION + "/articles"): Rule(
        "organisation", ARTICLE | {"title": "{fresh}"}, action="teach"
    ),
    ("POST", ORGANISATION + "/articles/import"): Rule(
        "organisation", {"files": [], "language": "en"}, action="teach"
    ),
    ("GET", ORGANISATION + "/articles/{article_id}"): Rule("organisation", action="converse"),
    ("PATCH", ORGANISATION + "/articles/{article_id}"): Rule("organisation", {"text": "b"}, action="teach"),
    ("DELETE", ORGANISATION + "/articles/{article_id}"): Rule("organisation", action="teach"),
    ("GET", ORGANISATION + "/bot"): Rule("organisation", action="converse"),
    ("PATCH", ORGANISATION + "/bot"): Rule("organisation", {"enabled": False}, action="configure"),
    ("GET", ORGANISATION + "/bots"): Rule("organisation", action="oversee"),
    ("POST", ORGANISATION + "/bots"): Rule("organisation", BOT, action="configure"),
    ("PATCH", ORGANISATION + "/bots/{bot_id}"): Rule("organisation", {"name": "Bo"}, action="configure"),
    ("DELETE", ORGANISATION + "/bots/{bot_id}"): Rule("organisation", action="configure"),
    ("GET", "/api/widget/{key}"): Rule("anybody"),
    ("POST", "/api/widget/{key}/visitors"): Rule("anybody", COMING),
    ("GET", VISITOR): Rule("visitor"),
    ("PATCH", VISITOR): Rule("visitor", {"language": "es"}),
    ("DELETE", VISITOR): Rule("visitor", fresh=True),
    ("GET", VISITOR + "/conversations"): Rule("visitor"),
    ("POST", VISITOR + "/conversations"): Rule("visitor"),
    ("GET", VISITOR + "/conversations/{conversation_id}/messages"): Rule("visited"),
    ("POST", VISITOR + "/conversations/{conversation_id}/messages"): Rule("visited", writing()),
    ("POST", VISITOR + "/conversations/{conversation_id}/receipts"): Rule("visited", {"read_seq": 1}),
    ("PUT", "/api/widget/conversations/{conversation_id}/rating"): Rule("visited", {"score": 5}),
    ("POST", VISITOR + "/conversations/{conversation_id}/files"): Rule("visited"),
    ("HEAD", VISITOR + "/files/{file_id}"): Rule("visited"),
    ("PATCH", VISITOR + "/files/{file_id}"): Rule("visited"),
    ("DELETE", VISITOR + "/files/{file_id}"): Rule("visited"),
    ("GET", VISITOR + "/files/{file_id}"): Rule("visited"),
    ("GET", VISITOR + "/files/{file_id}/preview"): Rule("visited"),
    ("PUT", VISITOR + "/page"): Rule("visitor", {"url": "http://localhost/"}),
}

FRAMES: dict[type, tuple[Whose, dict[str, Any]]] = {
    Hello: ("account", {"positions": {}}),
    Ping: ("account", {}),
    Post: ("conversation", {"ref": "r", **writing()}),
    Edit: ("written", {"ref": "r", "text": "changed"}),
    Remove: ("written", {"ref": "r"}),
    React: ("message", {"ref": "r", "emoji": "👍", "on": True}),
    PinMessage: ("message", {"ref": "r", "on": True}),
    Resume: ("conversation", {"ref": "r", "rev": 0}),
    Typing: ("conversation", {}),
    Look: ("conversation", {}),
    Receipt: ("conversation", {"read_seq": 1}),
    Preview: ("conversation", {"ref": "r", "text": "hello"}),
    ReadBack: ("message", {"ref": "r"}),
}
