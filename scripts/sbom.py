"""Writes what Duologue stands on, with versions and licences, as a CycloneDX 1.6 document: `make sbom`.

`python scripts/sbom.py [FILE]`. Python packages as they are installed here, those of the web client as
they are locked. Nothing is asked of a network. The same packages give the same document: it bears no time.
"""

from __future__ import annotations

import json
import sys
from base64 import b64decode
from collections.abc import Iterator
from importlib.metadata import Distribution, distributions, version
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import DisjunctiveLicense
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

ROOT = Path(__file__).parent.parent
LOCK = ROOT / "service" / "client" / "package-lock.json"
TARGET = ROOT / "sbom.json"
LONGEST_LICENCE = 80
"""Beyond, a package has put the whole text where a name belongs."""


def document() -> str:
    """All components, sorted."""
    bom = Bom()
    bom.metadata.component = Component(
        name="duologue", version=version("duologue"), type=ComponentType.APPLICATION, bom_ref="duologue"
    )
    found = {str(one.purl): one for one in (*_python(), *_client())}
    for one in found.values():
        bom.components.add(one)
    bom.register_dependency(bom.metadata.component, bom.components)
    bom.serial_number = uuid5(NAMESPACE_URL, "\n".join(sorted(found)))
    made = json.loads(JsonV1Dot6(bom).output_as_string())
    made["metadata"].pop("timestamp", None)
    return json.dumps(made, indent=2, sort_keys=True) + "\n"


def _python() -> Iterator[Component]:
    for one in distributions():
        if one.name.lower() != "duologue":
            yield _component("pypi", one.name, one.version, _licence(one))


def _licence(one: Distribution) -> str:
    """As the package says it, in a word or by a classifier; empty where it does not."""
    told = one.metadata.get("License-Expression") or one.metadata.get("License") or ""
    if told and len(told) <= LONGEST_LICENCE and "\n" not in told:
        return str(told)
    kinds = one.metadata.get_all("Classifier") or []
    return next((kind.split(" :: ")[-1] for kind in kinds if kind.startswith("License ::")), "")


def _client() -> Iterator[Component]:
    for place, one in json.loads(LOCK.read_text())["packages"].items():
        if not place:  # the client itself
            continue
        made = _component("npm", place.split("node_modules/")[-1], one["version"], one.get("license", ""))
        kind, _, digest = one.get("integrity", "").partition("-")
        if kind == "sha512":
            made.hashes.add(HashType(alg=HashAlgorithm.SHA_512, content=b64decode(digest).hex()))
        yield made


def _component(kind: str, name: str, number: str, licence: str) -> Component:
    space, _, plain = name.rpartition("/")
    purl = PackageURL(kind, space or None, plain, number)
    licences = [DisjunctiveLicense(name=licence)] if licence else []
    return Component(
        name=plain, group=space or None, version=number, purl=purl, bom_ref=str(purl), licenses=licences
    )


if __name__ == "__main__":
    Path(sys.argv[1] if len(sys.argv) > 1 else TARGET).write_text(document(), encoding="utf-8")
