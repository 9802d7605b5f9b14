"""How large and how many files may be: exact where two are announced at once, and as an organisation says."""

import asyncio
from dataclasses import replace

import pytest

from service.errors import InvalidInput, RoleLacks
from service.files import uploads
from service.files.errors import FilesFull, FileTooLarge
from service.files.storage import FileStorage
from service.identity.configuration import Configuration, configure
from tests.contract.test_store_service import office
from tests.contract.visiting import shop

MIB = 1024 * 1024


async def begun(world, me_id: str, talk_id: str, size: int = MIB):
    settings = replace(world.settings, files_person_mb=3, file_mb=2)
    storage = FileStorage(settings)
    return await uploads.begin(world.store, storage, settings, me_id, talk_id, size=size, name="a.txt")


def refused(found, what: str, **details) -> int:
    """How many were refused, each as it should be."""
    errors = [one for one in found if isinstance(one, BaseException)]
    assert all(isinstance(one, FilesFull) for one in errors), errors
    assert all(one.details == {"what": what, **details} for one in errors), errors
    return len(errors)


def test_files_announced_at_once_do_not_overrun_what_one_person_may_keep(run):
    async def story(world):
        asked = (begun(world, world.ana, world.talk.id) for _ in range(8))
        found = await asyncio.gather(*asked, return_exceptions=True)
        assert refused(found, "person", limit=3 * MIB) == 5

    run(story)


def test_nor_what_an_organisation_may_keep_whoever_announces_them(run):
    async def story(world):
        here = await office(world)
        await configure(world.store, world.ana, here.where, Configuration(files_count=2))
        agents = (world.ana, world.ben) * 2
        asked = (begun(world, one, here.talk.id, 10) for one in agents)
        found = await asyncio.gather(*asked, return_exceptions=True)
        assert refused(found, "organisation", count=2) == 2

    run(story)


def test_visitors_fill_half_of_what_their_organisation_may_keep_and_leave_the_rest_to_agents(run):
    async def story(world):
        here = await shop(world)
        await configure(world.store, world.ana, here.where, Configuration(files_mb=3))
        talks = [await here.writing() for _ in range(3)]
        for visitor, talk in talks[:2]:
            await begun(world, visitor.id, talk)
        visitor, talk = talks[2]
        with pytest.raises(FilesFull) as full:
            await begun(world, visitor.id, talk)
        assert full.value.details == {"what": "organisation", "limit": 2 * MIB}
        await begun(world, world.ben, talk)

    run(story)


def test_an_organisation_is_stricter_than_the_installation_and_never_more_generous(run):
    async def story(world):
        here = await office(world)
        shown = await configure(world.store, world.ana, here.where, Configuration(file_mb=1, files_mb=1))
        assert (shown.file_mb, shown.files_mb, shown.files_count) == (1, 1, None)
        with pytest.raises(FileTooLarge):
            await begun(world, world.ana, here.talk.id, MIB + 1)
        await begun(world, world.ana, here.talk.id)
        with pytest.raises(FilesFull):
            await begun(world, world.ben, here.talk.id, 1)
        await configure(world.store, world.ana, here.where, Configuration(file_mb=500, files_mb=None))
        with pytest.raises(FileTooLarge) as large:
            await begun(world, world.ana, here.talk.id, 2 * MIB + 1)
        assert large.value.details == {"limit": 2 * MIB}

    run(story)


@pytest.mark.parametrize("field", ["file_mb", "files_mb", "files_count"])
def test_a_limit_that_cannot_be_is_refused_and_so_is_who_is_no_owner(run, field):
    async def story(world):
        here = await office(world)
        with pytest.raises(InvalidInput) as wrong:
            await configure(world.store, world.ana, here.where, Configuration(**{field: 0}))
        assert wrong.value.details["field"] == field
        with pytest.raises(RoleLacks):
            await configure(world.store, world.ben, here.where, Configuration(**{field: 5}))

    run(story)
