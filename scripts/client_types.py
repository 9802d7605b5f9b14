"""Writes what client and service say to each other as TypeScript: from OpenAPI, and from the socket's frames.

`python scripts/client_types.py [FILE]`; by default the file that `make check` holds the client's sources to,
so no drift passes. It is not in git; building needs no types.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import msgspec
from litestar.serialization import encode_json

from service.api.app import create_app
from service.realtime.frames import FromClient, FromServer
from wire.contracts.settings import Settings

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "service" / "client" / "src" / "protocol" / "generated.ts"
PLACE = "#/components/schemas/{name}"


def document() -> dict[str, Any]:
    """OpenAPI, with frames among its schemas: `FromServer` and `FromClient`, and all they are made of."""
    app = create_app(Settings(home=Path(tempfile.gettempdir()) / "never-made"))
    found: dict[str, Any] = json.loads(encode_json(app.openapi_schema.to_schema()))
    frames, components = msgspec.json.schema_components((FromServer, FromClient), ref_template=PLACE)
    found["components"]["schemas"] |= components
    found["components"]["schemas"] |= dict(zip(("FromServer", "FromClient"), frames, strict=True))
    for name in _answered(found):
        schema = found["components"]["schemas"][name]
        schema["required"] = sorted(schema.get("properties", ()))
    return found


def _answered(document: dict[str, Any]) -> set[str]:
    """Schemas of what the service says: it leaves nothing out, so that each of their fields is there."""
    schemas = document["components"]["schemas"]
    operations = [one for path in document["paths"].values() for one in path.values()]
    pending = _references([schemas["FromServer"], *(one["responses"] for one in operations)])
    found: set[str] = set()
    while pending:
        name = pending.pop()
        if name not in found:
            found.add(name)
            pending |= _references(schemas[name])
    return found


def _references(part: Any) -> set[str]:
    return set(re.findall(r"#/components/schemas/(\w+)", json.dumps(part)))


def main(target: Path = TARGET) -> None:
    """Through openapi-typescript, at the version of the client's lock."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(document(), file)
        file.flush()
        subprocess.run([ROOT / "scripts/client.sh", "types", file.name, target.resolve()], check=True)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
