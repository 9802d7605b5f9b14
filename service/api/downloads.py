"""Files that people take with them."""

from __future__ import annotations

from collections.abc import Iterable

from litestar import Response

from service.knowledge.exchange.tsv import BOM

TABLE = "text/tab-separated-values"


def file(name: str, media_type: str, parts: Iterable[str]) -> Response[bytes]:
    """A download in UTF-8, kept by nobody on its way; a table says so itself: spreadsheets guess else.

    `name`: of plain letters, for it stands in a header as it is.
    """
    assert name.replace(".", "").isalnum() and name.isascii(), name
    text = "".join((BOM, *parts) if media_type == TABLE else parts)
    return Response(
        text.encode(),
        # Litestar adds the charset to what is text, and to nothing else.
        media_type=media_type if media_type.startswith("text/") else f"{media_type}; charset=utf-8",
        headers={"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"},
    )
