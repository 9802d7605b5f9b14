"""`/api/organisations/{id}/queues`, `/hours`, `/sla`: how conversations get to agents, and by when."""

from __future__ import annotations

import msgspec
from litestar import Controller, delete, get, patch, post, put

from service.api.authentication import signed_in
from service.api.context import AppContext
from service.api.limits.guard import limited
from service.api.limits.table import READING, ROUTING
from service.desk.routing.hours import Hours
from service.desk.routing.promises import Sla
from service.desk.routing.queues import (
    Queue,
    Wanted,
    change_queue,
    create_queue,
    delete_queue,
    list_queues,
)
from service.desk.routing.rules import OpenHours, get_hours, get_sla, set_hours, set_sla
from service.models import Me


class QueueMaking(Wanted, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new queue; what is left out is as it begins."""

    name: str


class QueueRoutes(Controller):
    """Queues of an organisation."""

    path = "/api/organisations/{organisation_id:str}/queues"
    tags = ("routing",)
    guards = (signed_in,)

    @get("/", guards=[limited(READING)])
    async def list_all(self, context: AppContext, me: Me, organisation_id: str) -> list[Queue]:
        """All of an organisation of mine, the oldest first."""
        return await list_queues(context.store, me.id, organisation_id)

    @post("/", guards=[limited(ROUTING)])
    async def make(self, data: QueueMaking, context: AppContext, me: Me, organisation_id: str) -> Queue:
        """A new one, taken from by hand unless told otherwise."""
        wanted = Wanted(**msgspec.structs.asdict(data))
        return await create_queue(context.store, me.id, organisation_id, data.name, wanted)

    @patch("/{queue_id:str}", guards=[limited(ROUTING)])
    async def change(
        self, data: Wanted, context: AppContext, me: Me, organisation_id: str, queue_id: str
    ) -> Queue:
        """Change one; what waits in it stays there."""
        return await change_queue(context.store, me.id, organisation_id, queue_id, data)

    @delete("/{queue_id:str}", guards=[limited(ROUTING)])
    async def remove(self, context: AppContext, me: Me, organisation_id: str, queue_id: str) -> None:
        """What waits in it waits in none."""
        await delete_queue(context.store, me.id, organisation_id, queue_id)


class HoursRoutes(Controller):
    """Office hours of an organisation."""

    path = "/api/organisations/{organisation_id:str}/hours"
    tags = ("routing",)
    guards = (signed_in,)

    @get("/", guards=[limited(READING)])
    async def show(self, context: AppContext, me: Me, organisation_id: str) -> OpenHours:
        """As they are set; an empty week: there are none."""
        return await get_hours(context.store, me.id, organisation_id)

    @put("/", guards=[limited(ROUTING)])
    async def set(self, data: Hours, context: AppContext, me: Me, organisation_id: str) -> OpenHours:
        """Other ones."""
        return await set_hours(context.store, me.id, organisation_id, data)


class SlaRoutes(Controller):
    """What an organisation promises."""

    path = "/api/organisations/{organisation_id:str}/sla"
    tags = ("routing",)
    guards = (signed_in,)

    @get("/", guards=[limited(READING)])
    async def show(self, context: AppContext, me: Me, organisation_id: str) -> Sla:
        """As it is set; null: nothing."""
        return await get_sla(context.store, me.id, organisation_id)

    @put("/", guards=[limited(ROUTING)])
    async def set(self, data: Sla, context: AppContext, me: Me, organisation_id: str) -> Sla:
        """Otherwise, also for what is open."""
        return await set_sla(context.store, me.id, organisation_id, data)
