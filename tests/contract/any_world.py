"""Conversations of every kind, as a seed makes them: rows, written without the actions that lead to them."""

import random
from datetime import UTC, datetime, timedelta
from itertools import combinations

from sqlalchemy import insert

from service.identity.roles import ROLES
from service.messaging.sides import CONTACT, MEMBER, ORGANISATION, direct_key
from service.store.tables import (
    accounts,
    contacts,
    conversations,
    enrichments,
    memberships,
    messages,
    organisations,
    participants,
)
from wire.contracts.ids import new_id

LANGUAGES = ("de", "en", "pt", "pt-BR", "zh-Hans", "zh-Hant", "sr-Latn", "sr-Cyrl")
STANCES = ("accepted", "accepted", "request", "ignored")
NOW = datetime(2026, 5, 1, tzinfo=UTC)


class AnyWorld:
    """Rows by table; `fill` writes them."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.rows = {
            table: []
            for table in (
                accounts,
                organisations,
                contacts,
                memberships,
                conversations,
                participants,
                messages,
                enrichments,
            )
        }
        self.accounts = [self._account(number) for number in range(8)]
        self.organisations = [self._organisation() for _ in range(3)]
        for one, other in combinations(self.accounts, 2):
            self._direct(one, other)

    async def fill(self, store):
        async with store.writing() as connection:
            for table, rows in self.rows.items():
                await connection.execute(insert(table), rows)

    def conversation_ids(self):
        return [row["id"] for row in self.rows[conversations]]

    def _any(self, *choices):
        return self.random.choice(choices)

    def _language(self):
        return self.random.choice(LANGUAGES)

    def _account(self, number):
        row = {"id": new_id(), "handle": f"person{number}", "name": "Name", "name_key": "name"}
        row |= {"password_hash": "-", "language": self._language(), "theme": "system", "created_at": NOW}
        self.rows[accounts].append(row | {"demo": False, "deleted_at": NOW if number in (2, 5) else None})
        return row["id"]

    def _organisation(self):
        own = {"id": new_id(), "name": "Casa", "language": self._language(), "created_at": NOW}
        self.rows[organisations].append(own)
        members = self.random.sample(self.accounts, 6)
        for account_id, role in zip(members, (*ROLES, *self.random.choices(ROLES, k=2)), strict=True):
            row = {"organisation_id": own["id"], "account_id": account_id, "role": role, "created_at": NOW}
            self.rows[memberships].append(row)
        for _ in range(3):
            self._service(own["id"], members)
        return own["id"]

    def _contact(self, organisation_id):
        row = {"id": new_id(), "organisation_id": organisation_id, "name": "Zoë", "name_key": "zoe"}
        self.rows[contacts].append(row | {"language": self._language(), "created_at": NOW})
        return row["id"]

    def _service(self, organisation_id, members):
        """Members who have left the organisation may still have a seat."""
        contact_id = self._contact(organisation_id)
        key = self._conversation("service", organisation_id, None)
        self._party(key, organisation_id, "organisation", ORGANISATION)
        self._party(key, contact_id, "contact", CONTACT, contact_id=contact_id)
        seated = self.random.sample(self.accounts, 2)
        for one in seated:
            self._party(key, one, MEMBER, ORGANISATION, account_id=one)
        ours = [(one, ORGANISATION) for one in members[:3]]  # an owner, an admin and an agent
        self._said(key, organisation_id, [*ours, (contact_id, CONTACT)])

    def _direct(self, one, other):
        key = self._conversation("direct", None, direct_key(one, other))
        for side, account_id in enumerate(self.random.sample((one, other), 2)):
            self._party(key, account_id, "account", side, account_id=account_id)
        sides = {row["party_id"]: row["side"] for row in self.rows[participants][-2:]}
        self._said(key, None, list(sides.items()))

    def _conversation(self, kind, organisation_id, key):
        row = {"id": new_id(), "kind": kind, "organisation_id": organisation_id, "direct_key": key}
        times = {"created_at": NOW, "active_at": NOW + timedelta(seconds=len(self.rows[conversations]))}
        self.rows[conversations].append(row | times | {"last_seq": 0, "rev": 0, "demo": False})
        return row["id"]

    def _party(self, conversation_id, party_id, kind, side, **whose):
        blocks = kind == "account" and self._any(True, False, False)
        row = {"conversation_id": conversation_id, "party_id": party_id, "kind": kind, "side": side}
        self.rows[participants].append(
            row
            | {"account_id": None, "contact_id": None, "delivered_seq": 0, "read_seq": 0}
            | whose
            | {
                "suggestions": self._any(True, False) if whose.get("account_id") else kind == "organisation",
                "stance": self._any(*STANCES) if kind == "account" else "accepted",
                "blocked_at": NOW if blocks else None,
                "seen_name": "Then" if blocks else None,
                "seen_language": self._language() if blocks else None,
                "language": self._language() if kind == "contact" and self._any(True, False) else None,
                "left_seq": self._any(None, None, 2, 4) if kind == "account" else None,
            }
        )

    def _said(self, conversation_id, organisation_id, authors):
        """Some messages, the last of them as likely withheld as not."""
        for seq in range(1, self._any(1, 4, 6)):
            author_id, side = self.random.choice(authors)
            kind = "contact" if organisation_id is not None and side == CONTACT else "account"
            row = {"id": new_id(), "conversation_id": conversation_id, "seq": seq, "rev": seq}
            row |= {"author_kind": kind, "author_id": author_id, "side": side, "client_id": str(seq)}
            row |= {"organisation_id": organisation_id, "text": "text", "language": "en", "attempts": 0}
            row |= {"posted_at": NOW, "queued_at": NOW, "withheld": self._any(True, False)}
            self.rows[messages].append(row)
            self.rows[enrichments].append(
                {"message_id": row["id"], "status": "done", "body": '{"status":"done"}', "updated_at": NOW}
            )
            self.rows[conversations][-1] |= {"last_seq": seq, "rev": seq}
