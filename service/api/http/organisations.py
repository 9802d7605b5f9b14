"""`/api/organisations`: organisations, who is in them, and whom they write with."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Controller, Response, delete, get, patch, post
from litestar.params import Parameter

from service.api.authentication import ANY, LACKING, signed_in
from service.api.context import AppContext
from service.api.languages import chosen
from service.api.limits.guard import limited
from service.api.limits.table import CONTACTS, INVITING, MEMBERS, ORGANISING, READING
from service.identity import demands
from service.identity.configuration import Configuration, configure
from service.identity.contacts import create_contact, list_contacts
from service.identity.invitations import accept_invitation, invite, list_invitations, withdraw_invitation
from service.identity.models import Contact, Invitation, InvitationMade, Member, Organisation
from service.identity.organisations import (
    change_role,
    create_organisation,
    get_organisation,
    list_members,
    list_organisations,
    remove_member,
)
from service.identity.roles import Role
from service.messaging.service_conversations import open_service_conversation
from service.models import Conversation, Me


class Founding(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new organisation."""

    name: str
    language: str


class Giving(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The role that somebody is to have."""

    role: Role


class Accepting(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The token of an invitation."""

    token: Annotated[str, msgspec.Meta(max_length=200)]


class Knowing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new contact. `reference`: what the organisation's own systems call them."""

    name: str
    language: str
    reference: str | None = None


class OrganisationRoutes(Controller):
    """Organisations that I am in."""

    path = "/api/organisations"
    tags = ("organisations",)
    guards = (signed_in,)

    @post("/", guards=[limited(ORGANISING)])
    async def found(self, data: Founding, context: AppContext, me: Me) -> Organisation:
        """Make an organisation, whose owner I am."""
        chosen(data.language)
        return await create_organisation(context.store, me.id, name=data.name, language=data.language)

    @get("/", guards=[limited(READING)])
    async def list_mine(self, context: AppContext, me: Me) -> list[Organisation]:
        """Those that I am in."""
        return await list_organisations(context.store, me.id)

    @get("/{organisation_id:str}", guards=[limited(READING)])
    async def show(self, context: AppContext, me: Me, organisation_id: str) -> Organisation:
        """One that I am in."""
        return await get_organisation(context.store, me.id, organisation_id)

    @patch("/{organisation_id:str}", guards=[limited(MEMBERS)])
    async def change(
        self, data: Configuration, context: AppContext, me: Me, organisation_id: str
    ) -> Organisation:
        """How long texts are kept, what files may be, whether members need a second factor: for owners."""
        return await configure(context.store, me.id, organisation_id, data)

    @get("/{organisation_id:str}/members", guards=[limited(READING)])
    async def members(self, context: AppContext, me: Me, organisation_id: str) -> list[Member]:
        """Who is in it."""
        return await context.presence.members(
            me.id, await list_members(context.store, me.id, organisation_id)
        )

    @patch("/{organisation_id:str}/members/{account_id:str}", guards=[limited(MEMBERS)])
    async def appoint(
        self, data: Giving, context: AppContext, me: Me, organisation_id: str, account_id: str
    ) -> Member:
        """Give a member another role."""
        return await change_role(context.store, me.id, organisation_id, account_id, data.role)

    @delete("/{organisation_id:str}/members/{account_id:str}", guards=[limited(MEMBERS)], opt={LACKING: ANY})
    async def remove(self, context: AppContext, me: Me, organisation_id: str, account_id: str) -> None:
        """Take a member out, or leave."""
        if account_id != me.id:
            demands.enforce(me.demand)
        await remove_member(context.store, me.id, organisation_id, account_id)

    @post("/{organisation_id:str}/invitations", guards=[limited(INVITING)])
    async def invite(self, data: Giving, context: AppContext, me: Me, organisation_id: str) -> InvitationMade:
        """A token for one more member: for a link that is used once."""
        return await invite(context.store, me.id, organisation_id, data.role)

    @get("/{organisation_id:str}/invitations", guards=[limited(READING)])
    async def invitations(self, context: AppContext, me: Me, organisation_id: str) -> list[Invitation]:
        """Those that are open."""
        return await list_invitations(context.store, me.id, organisation_id)

    @delete("/{organisation_id:str}/invitations/{invitation_id:str}", guards=[limited(INVITING)])
    async def withdraw(self, context: AppContext, me: Me, organisation_id: str, invitation_id: str) -> None:
        """Nobody can accept it any more."""
        await withdraw_invitation(context.store, me.id, organisation_id, invitation_id)

    @post("/{organisation_id:str}/contacts", guards=[limited(CONTACTS)])
    async def know(
        self, data: Knowing, context: AppContext, me: Me, organisation_id: str
    ) -> Response[Contact]:
        """A contact: 201 where it is new, 200 where its reference is known."""
        chosen(data.language)
        contact, new = await create_contact(
            context.store,
            me.id,
            organisation_id,
            name=data.name,
            language=data.language,
            reference=data.reference,
        )
        return Response(contact, status_code=201 if new else 200)

    @post("/{organisation_id:str}/contacts/{contact_id:str}/conversations", guards=[limited(CONTACTS)])
    async def open(self, context: AppContext, me: Me, organisation_id: str, contact_id: str) -> Conversation:
        """A new conversation with a contact, who may have any number of them."""
        return await open_service_conversation(context.store, me.id, organisation_id, contact_id)

    @get("/{organisation_id:str}/contacts", guards=[limited(READING)])
    async def contacts(
        self,
        context: AppContext,
        me: Me,
        organisation_id: str,
        after: Annotated[str | None, Parameter(max_length=36)] = None,
        limit: Annotated[int, Parameter(ge=1, le=200)] = 50,
    ) -> list[Contact]:
        """Contacts in order of their making."""
        return await list_contacts(context.store, me.id, organisation_id, after=after, limit=limit)


class InvitationRoutes(Controller):
    """Accepting an invitation."""

    path = "/api/invitations"
    tags = ("organisations",)
    guards = (signed_in,)

    @post("/accept", status_code=200, guards=[limited(INVITING)])
    async def accept(self, data: Accepting, context: AppContext, me: Me) -> Organisation:
        """Become a member by a token."""
        return await accept_invitation(context.store, me.id, data.token)
