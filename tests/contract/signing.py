"""Somebody who signs up, and password hashes as they stand in the store: set past the rules, and read."""

from sqlalchemy import select, update

from service.identity import passwords as passwords_of
from service.store import tables

ZOE = {"handle": "zoe", "name": "Zoë", "password": "correct horse", "language": "pt"}


async def set_hash(store, handle, password):
    hashed = await passwords_of.hash_of(store.hashing, password)
    async with store.writing() as connection:
        where = tables.accounts.c.handle == handle
        await connection.execute(update(tables.accounts).where(where).values(password_hash=hashed))
    return hashed


async def hash_in(store, handle):
    async with store.reading() as connection:
        query = select(tables.accounts.c.password_hash).where(tables.accounts.c.handle == handle)
        return await connection.scalar(query)
