"""`duologue models`."""

import click

from service.wire.settings import Settings


@click.group()
def models() -> None:
    """Models for more languages."""


@models.command()
@click.argument("languages", nargs=-1, required=True)
def pull(languages: tuple[str, ...]) -> None:
    """Fetch Firefox models between English and each of LANGUAGES, and what DUOLOGUE_HUB_MODELS names."""
    from nlp.engines.pull import pull as fetch
    from nlp.errors import NlpError

    try:
        fetch(Settings.load(), languages, click.echo)
    except NlpError as error:
        raise click.ClickException(str(error)) from error
