"""Bodies of requests, read once and refused where they are not JSON."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.exceptions import SerializationException

from service.api.errors import InvalidJson


class JsonRequest(Request[Any, Any, Any]):
    """A request whose body, if it has one, is JSON in UTF-8."""

    async def json(self) -> Any:
        """The body.

        Raises:
            InvalidJson: it is not JSON, not UTF-8, or nested beyond reason.
        """
        try:
            return await super().json()
        except (SerializationException, UnicodeDecodeError, RecursionError) as error:
            raise InvalidJson("The body is not JSON in UTF-8.") from error
