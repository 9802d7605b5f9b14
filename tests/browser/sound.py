"""Rules of accessibility: axe, read once into each page that is looked at.

Its script is half a megabyte. Given to a page before each look, it went by way of two other processes and was
compiled anew; and what came back told of all that is well, too.
"""

from __future__ import annotations

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Frame, Page

LOOK = """async () => {
  if (!globalThis.axe) return null;
  return (await axe.run({ resultTypes: ["violations"] })).violations;
}"""

SETTLED = """async () => {
  const ends = (one) => one.effect?.getComputedTiming().endTime !== Infinity
  await Promise.allSettled(document.getAnimations().filter(ends).map((one) => one.finished))
}"""


def violations(page: Page | Frame) -> list[dict[str, Any]]:
    """Every rule that is broken, with the nodes that break it."""
    found = page.evaluate(LOOK)
    if found is None:
        page.evaluate(AXE_SCRIPT)
        found = page.evaluate(LOOK)
    return list(found)


def assert_sound(page: Page | Frame) -> None:
    """No violation, and nothing sticks out sideways. What fades in is looked at once it is there."""
    page.evaluate(SETTLED)
    found = violations(page)
    assert found == [], [(one["id"], [node["target"] for node in one["nodes"]]) for one in found]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
