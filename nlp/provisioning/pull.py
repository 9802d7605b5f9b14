"""Fetching models, for `duologue models pull`. Nothing else in Duologue downloads a model."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import httpx

from nlp.engines.firefox import engine as firefox
from nlp.engines.hub import engine as hub
from nlp.errors import PullFailed
from nlp.provisioning.files import Progress
from nlp.provisioning.hub import pull_hub
from nlp.provisioning.install import install
from nlp.provisioning.sources import Source, source_of
from wire.contracts.pulls import PullReason
from wire.contracts.settings import Settings

Say = Callable[[str], None]
"""Takes one line of progress, for people."""

HUB_LANGUAGE = "en"
"""Firefox models go to and from this language; other pairs are two steps."""

_TIMES = httpx.Timeout(30.0, connect=10.0)
_CANDIDATES = 2
"""Models of one source tried for a pair: where the best cannot be used, the next may."""

_FIRST: tuple[PullReason, ...] = ("no_room", "not_written", "damaged", "unreachable", "not_offered")
"""Of several reasons, in order."""

_LANGUAGE = re.compile(r"[a-z]{2,3}")
_DEBIAN = {
    "es": "apertium-es-pt apertium-eng-spa",
    "pt": "apertium-es-pt",
    "ca": "apertium-por-cat apertium-spa-cat apertium-eng-cat",
    "fr": "apertium-fr-es apertium-fra-cat",
    "it": "apertium-spa-ita apertium-cat-ita",
    "gl": "apertium-pt-gl apertium-es-gl apertium-en-gl",
    "ro": "apertium-es-ro",
    "eu": "apertium-eu-en apertium-eu-es",
    "is": "apertium-isl-eng",
    "mk": "apertium-mkd-eng",
}


def pull(
    settings: Settings,
    languages: Sequence[str],
    say: Say,
    *,
    sources: Sequence[str] = (),
    update: bool = False,
    progress: Progress | None = None,
    client: httpx.Client | None = None,
) -> None:
    """Fetch Firefox models between English and each language, and all of `settings.hub_models`.

    Args:
        settings: where models go; `models_mirror`, asked before the public registry.
        languages: codes such as "es".
        say: told what happens.
        sources: folders or URLs to ask instead of mirrors and registry.
        update: fetch what is here already too.
        progress: told the bytes of each file.
        client: for tests; one is made otherwise.

    Raises:
        PullFailed: something could not be fetched; the rest was tried all the same.
        SettingsError: `hub_models` cannot be read.
    """
    models = hub.parse(settings.hub_models)
    strange = [one for one in languages if not _LANGUAGE.fullmatch(one)]
    if strange:
        raise PullFailed(f"{', '.join(strange)}: write language codes of two or three letters, such as es")
    pairs = [pair for one in dict.fromkeys(languages) if one != HUB_LANGUAGE for pair in _both_ways(one)]
    root = firefox.folder_of_pulled(settings.models_path)
    with client or httpx.Client(timeout=_TIMES, follow_redirects=True) as web:
        job = _Job(root, web, say, progress or (lambda name, done, total: None))
        problems = job.run(pairs, sources or _usual(settings), update)
    problems += [problem for model in models if (problem := pull_hub(settings, model, say))]
    if problems:
        raise PullFailed("\n".join(problems), job.reason)


class _Job:
    """One run of the command: sources are opened once, and pairs come one after the other."""

    def __init__(self, root: Path, client: httpx.Client, say: Say, progress: Progress) -> None:
        self._root, self._client, self._say, self._progress = root, client, say, progress
        self._reasons: list[PullReason] = []

    @property
    def reason(self) -> PullReason:
        """What to act on first: a full disk, then what stands in the way of fetching."""
        found = (one for one in _FIRST if one in self._reasons)
        return next(found, "unreachable")

    def run(self, pairs: Sequence[tuple[str, str]], addresses: Sequence[str], update: bool) -> list[str]:
        """What went wrong, a line per language with advice; empty where nothing did."""
        sources = [source_of(address, self._client, self._root) for address in addresses] if pairs else []
        failed: dict[str, list[str]] = {}
        for pair in pairs:
            name = ">".join(pair)
            if not update and firefox.files_of(self._root / "-".join(pair)):
                self._say(f"firefox {name}: is here")
                continue
            problem = self._pair(pair, sources)
            if problem:
                language = pair[1] if pair[0] == HUB_LANGUAGE else pair[0]
                failed.setdefault(language, []).append(f"firefox {name} could not be fetched: {problem}.")
        return [" ".join([*lines, advice([language])]) for language, lines in failed.items()]

    def _pair(self, pair: tuple[str, str], sources: Sequence[Source]) -> str | None:
        problems = []
        for source in sources:
            self._say(f"firefox {'>'.join(pair)}: asking {source.name}")
            try:
                offers = source.offers(*pair)
            except PullFailed as error:
                problems.append(str(error))
                self._reasons.append(error.reason)
                continue
            if not offers:
                self._reasons.append("not_offered")
                problems.append(f"{source.name} does not have it")
            for offer in offers[:_CANDIDATES]:
                try:
                    folder = install(offer, self._root, self._client, self._progress)
                except PullFailed as error:
                    problems.append(f"{source.name}: {error}")
                    self._reasons.append(error.reason)
                    continue
                self._say(f"firefox {'>'.join(pair)}: ready in {folder}")
                return None
        return "; ".join(problems)


def advice(languages: Sequence[str]) -> str:
    """What else can be done for languages whose Firefox models cannot be had."""
    words = [
        "Models need a network, a mirror or a folder copied from a machine that has them: "
        "`duologue models pull --from FOLDER|URL`."
    ]
    for language in languages:
        if packages := _DEBIAN.get(language):
            words.append(f"Without one, on Debian: apt install apertium {packages}.")
    words.append(
        "DUOLOGUE_HUB_MODELS takes any Marian model, DUOLOGUE_REMOTE_URL another translation server."
    )
    return " ".join(words)


def _both_ways(language: str) -> tuple[tuple[str, str], tuple[str, str]]:
    return (HUB_LANGUAGE, language), (language, HUB_LANGUAGE)


def _usual(settings: Settings) -> tuple[str, ...]:
    from fxtranslate import discovery

    return (*settings.models_mirror, discovery.records_url())
