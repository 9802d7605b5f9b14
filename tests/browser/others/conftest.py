"""The browsers other than Chromium that are installed here, one after the other."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.others.driven import Window
from tests.browser.others.firefox import firefox
from tests.browser.others.webkit import webkit

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
DRIVER, SCREEN = shutil.which("WebKitWebDriver"), shutil.which("Xvfb")
MINI = next(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"), None)


@pytest.fixture(scope="module", params=["firefox", "webkit"])
def window(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    if request.param == "firefox":
        if FIREFOX is None:
            pytest.skip("Firefox is not installed: sudo apt-get install firefox-esr")
        with firefox(FIREFOX, tmp_path_factory.mktemp("firefox")) as fox:
            yield Window(fox)
        return
    if DRIVER is None or SCREEN is None or MINI is None:
        pytest.skip("WebKit is not installed: sudo apt-get install webkit2gtk-driver xvfb")
    with webkit(DRIVER, str(MINI), SCREEN) as one:
        yield Window(one)
