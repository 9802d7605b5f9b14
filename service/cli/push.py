"""`duologue push`."""

import click


@click.command()
def push() -> None:
    """Make a key for Web Push. Whoever changes it loses the subscriptions that browsers have made with it."""
    from service.notifications.sending import new_key

    click.echo(f"DUOLOGUE_VAPID_KEY={new_key()}")
