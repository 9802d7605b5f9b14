"""`/api/desk/agents`, `/api/desk/me/state`: who is at the desk, what they can do, whether they are there."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Controller, get, patch, put
from litestar.params import Parameter

from service.api.authentication import signed_in
from service.api.context import AppContext
from service.api.limits.guard import limited
from service.api.limits.table import DESK, READING, ROUTING
from service.desk.routing.agents import Agent, Wanted, change_agent, list_agents, seen, set_state
from service.desk.states import AgentState
from service.errors import InvalidInput
from service.models import Me

OfOrganisation = Annotated[str | None, Parameter(max_length=36)]


class Being(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whether I am there; for one organisation, or for all in which I converse."""

    state: AgentState
    organisation: str | None = None


class AgentRoutes(Controller):
    """Agents of my organisations."""

    path = "/api/desk/agents"
    tags = ("desk",)
    guards = (signed_in,)

    @get("/", guards=[limited(READING)])
    async def list_all(self, context: AppContext, me: Me, organisation: OfOrganisation = None) -> list[Agent]:
        """Who converses, with what they serve and whether they are there."""
        return await _seen(context, await list_agents(context.store, me.id, organisation))

    @patch("/{account_id:str}", guards=[limited(ROUTING)])
    async def change(
        self,
        data: Wanted,
        context: AppContext,
        me: Me,
        account_id: str,
        organisation: OfOrganisation = None,
    ) -> Agent:
        """What an agent of an organisation can do, and how much at once."""
        if organisation is None:
            raise InvalidInput("Say of which organisation.", field="organisation")
        changed = await change_agent(context.store, me.id, organisation, account_id, data)
        return (await _seen(context, [changed]))[0]


class MyStateRoutes(Controller):
    """Whether I am at the desk."""

    path = "/api/desk/me/state"
    tags = ("desk",)
    guards = (signed_in,)

    @put("/", guards=[limited(DESK)])
    async def set(self, data: Being, context: AppContext, me: Me) -> list[Agent]:
        """From now on; kept until I say otherwise."""
        mine = await set_state(context.store, me.id, data.state, data.organisation)
        return await _seen(context, mine)


async def _seen(context: AppContext, agents: list[Agent]) -> list[Agent]:
    """Where the broker is away, nobody is known to be connected."""
    online = await context.presence.online(sorted({one.account_id for one in agents}))
    return seen(agents, online)
