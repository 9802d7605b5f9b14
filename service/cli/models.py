"""`duologue models`."""

from __future__ import annotations

from types import TracebackType

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TransferSpeedColumn
from rich.table import Table

from wire.contracts.settings import Settings
from wire.home import at_home


@click.group()
def models() -> None:
    """Models for more languages."""


@models.command()
@click.argument("languages", nargs=-1)
@click.option(
    "--from",
    "sources",
    multiple=True,
    metavar="FOLDER|URL",
    help="Where to get them, instead of DUOLOGUE_MODELS_MIRROR and the public registry; may be repeated. "
    "A folder or web server with folders SOURCE-TARGET, as in models/firefox, or the address of a registry.",
)
@click.option("--update", is_flag=True, help="Fetch what is here already too.")
def pull(languages: tuple[str, ...], sources: tuple[str, ...], update: bool) -> None:
    """Fetch Firefox models between English and each of LANGUAGES, and what DUOLOGUE_HUB_MODELS names.

    A download that broke off goes on where it was when the command is run again.
    """
    from nlp.errors import NlpError
    from nlp.provisioning.pull import pull as fetch

    settings = at_home()
    if not languages and not settings.hub_models:
        raise click.UsageError("name languages, such as: duologue models pull es de")
    try:
        with _Bars() as bars:
            fetch(settings, languages, bars.say, sources=sources, update=update, progress=bars.progress)
    except NlpError as error:
        raise click.ClickException(str(error)) from error
    click.echo("Workers use new models once they are started again. `duologue routes` shows what changes.")


@models.command("list")
@click.option("--json", "as_json", is_flag=True, help="For programs: one JSON array.")
def list_(as_json: bool) -> None:
    """Show the models on this machine: size, memory once loaded, licence."""
    import msgspec

    from nlp.provisioning.inventory import inventory

    settings = Settings.load()
    found = inventory(settings)
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())
        return
    table = Table(title="Translation models on this machine", title_justify="left")
    for column in ("engine", "pair", "model", "where"):
        table.add_column(column, overflow="fold")
    table.add_column("disk", justify="right")
    table.add_column("memory", justify="right")
    table.add_column("licence")
    for item in found:
        memory = _megabytes(item.memory, "" if item.measured else "~")
        place = f"{escape(item.place)}{f' [red]{escape(item.problem)}[/red]' if item.problem else ''}"
        table.add_row(
            item.engine, item.pair, escape(item.model), place, _megabytes(item.disk), memory, item.licence
        )
    console = Console(highlight=False)
    console.print(table)
    console.print(
        "memory: measured when it was last loaded here; ~ is the size of its files. "
        f"A worker keeps at most {settings.loaded_models} loaded (DUOLOGUE_LOADED_MODELS)."
    )


@models.command()
@click.argument("pair")
def remove(pair: str) -> None:
    """Delete the pulled model PAIR, such as en-es."""
    from nlp.errors import NlpError
    from nlp.provisioning.inventory import remove_pair

    try:
        freed = remove_pair(at_home(), pair)
    except (NlpError, OSError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(
        f"{pair} is gone, {freed / 1e6:.1f} MB freed. Workers that run keep it until they start again."
    )


def _megabytes(size: int | None, mark: str = "") -> str:
    return "–" if size is None else f"{mark}{size / 1e6:.1f} MB"


class _Bars:
    """A bar of bytes per file in a terminal; plain lines everywhere else."""

    def __init__(self) -> None:
        self._console = Console(stderr=True, highlight=False)
        self._bars = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            DownloadColumn(),
            TransferSpeedColumn(),
            console=self._console,
            transient=True,
            disable=not self._console.is_terminal,
        )
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> _Bars:
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()

    def say(self, line: str) -> None:
        """One line, above the bars."""
        self._console.print(line, markup=False, soft_wrap=True)

    def progress(self, name: str, done: int, total: int | None) -> None:
        """Bytes of a file that are here."""
        if name not in self._tasks:
            self._tasks[name] = self._bars.add_task(name, total=total)
        self._bars.update(self._tasks[name], completed=done, total=total)
