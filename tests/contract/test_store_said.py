"""What customers have written, as who runs the installation may group it; on both databases."""

from datetime import UTC, datetime, timedelta

from service.desk.said import customers_said, language_of
from service.desk.visiting import forget
from service.enrichment.apply import apply_batch
from tests.contract.visiting import shop
from tests.store.databases import enriched
from wire.contracts.events import Translation


def test_customers_alone_newest_first_and_read_in_the_language_that_is_asked_for(run):
    async def story(world):
        here = await shop(world)
        language = await language_of(here.store, here.where)
        (one, talk), (other, elsewhere) = [await here.writing() for _ in range(2)]
        first = await here.post(one.id, talk, "¿Dónde está mi pedido?")
        await here.post(world.ben, talk, "on its way")
        await here.post(other.id, elsewhere, "gracias")
        await world.post(world.ana, "not at the desk")
        made = {
            language: Translation(status="done", text="Onde está?", engine="firefox", route=("es", language))
        }
        await apply_batch(here.store, [enriched(first, language="es", translations=made)])
        since = datetime.now(UTC) - timedelta(hours=1)
        found = await customers_said(here.store, here.where, language, since)
        assert [(one.text, one.read, one.sentiment) for one in found] == [
            ("gracias", None, None), ("¿Dónde está mi pedido?", "Onde está?", "positive"),
        ]  # fmt: skip
        assert [one.read for one in await customers_said(here.store, here.where, "es", since)] == [
            "gracias", "¿Dónde está mi pedido?",
        ]  # fmt: skip
        assert len(await customers_said(here.store, here.where, language, since, most=1)) == 1
        assert await customers_said(here.store, here.where, language, datetime.now(UTC)) == []
        await forget(here.store, one)
        assert [one.text for one in await customers_said(here.store, here.where, language, since)] == [
            "gracias"
        ]
        assert await language_of(here.store, "nobody") is None

    run(story)
