"""A browser for tests, where the machine has one: headless, and with every network closed to it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@contextmanager
def browser() -> Iterator[object]:
    """Open a browser: Playwright's own, or the system's; skip where there is neither."""
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    with playwright.sync_playwright() as tools:
        opened = None
        for path in [None, *filter(None, map(shutil.which, CHROMIUM))]:
            try:
                opened = tools.chromium.launch(executable_path=path, args=["--no-sandbox"])
                break
            except playwright.Error:
                continue
        if opened is None:
            pytest.skip("there is no Chromium on this machine")
        try:
            yield opened
        finally:
            opened.close()
