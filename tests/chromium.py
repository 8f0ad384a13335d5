"""Pages in headless Chromium; without one the tests that need it are skipped."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@contextmanager
def started() -> Iterator[Browser]:
    """Start the browser; the test is skipped where there is none."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip(f"no Chromium on this machine (looked for {', '.join(NAMES)})")
    sync = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with sync.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


class Watched:
    """A page with what went wrong on it, and what it asked for."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.faults: list[str] = []
        self.requests: list[str] = []
        page.on("console", lambda m: self.faults.append(m.text) if m.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("request", lambda request: self.requests.append(request.url))

    def go(self, route: str) -> None:
        """Follow an address within the page."""
        self.page.evaluate(
            "route => { delete document.documentElement.dataset.ready; location.hash = route; }", route
        )
        self.page.wait_for_selector("html[data-ready]")


@contextmanager
def opened(
    browser: Browser, file: Path, route: str = "", *, width: int = 1400, height: int = 900, **settings: Any
) -> Iterator[Watched]:
    """Open a file of this machine; faults are raised when it is closed."""
    context = browser.new_context(viewport={"width": width, "height": height}, **settings)
    page = context.new_page()
    watched = Watched(page)
    page.goto(file.as_uri() + route)
    yield watched
    context.close()
    assert watched.faults == []
    assert {url.partition("#")[0] for url in watched.requests} == {file.as_uri()}


CONTRASTS = """
() => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const known = new Map();
  const rgba = (colour) => {
    if (!known.has(colour)) known.set(colour, drawn(colour));
    return known.get(colour);
  };
  const drawn = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (top, under) => top.slice(0, 3).map((c, i) => c * top[3] + under[i] * (1 - top[3]));
  const light = (c) => {
    const [r, g, b] = c.map((v) => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => { const [x, y] = [light(a), light(b)].sort((m, n) => n - m); return (x + 0.05) / (y + 0.05); };
  const groundOf = (el) => {
    if (!el) return rgba(getComputedStyle(document.documentElement).colorScheme.includes("dark") &&
      matchMedia("(prefers-color-scheme: dark)").matches ? "#121212" : "#fff").slice(0, 3);
    const own = rgba(getComputedStyle(el).backgroundColor);
    return own[3] === 1 ? own.slice(0, 3) : over(own, groundOf(el.parentElement));
  };
  const found = [];
  const note = (el, words, colour, ground) => {
    const value = contrast(over(rgba(colour), ground), ground);
    found.push([Math.round(100 * value) / 100, `${el.tagName.toLowerCase()}.${el.getAttribute("class") || ""}: ${words.trim().slice(0, 30)}`]);
  };
  for (const el of document.querySelectorAll("body *")) {
    if (!el.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) || el.closest("script, style, noscript, .skip")) continue;
    if (el.namespaceURI.endsWith("svg")) {
      if (el.tagName === "text") {
        const box = el.closest("a, g").querySelector("rect");
        note(el, el.textContent, getComputedStyle(el).fill, rgba(getComputedStyle(box).fill).slice(0, 3));
      }
      continue;
    }
    const words = [...el.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data).join("");
    if (words.trim()) note(el, words, getComputedStyle(el).color, groundOf(el));
    if (el.placeholder) note(el, el.placeholder, getComputedStyle(el, "::placeholder").color, groundOf(el));
    const after = getComputedStyle(el, "::after");
    if (after.content.startsWith('"') && after.content.length > 2) note(el, "::after " + after.content, after.color, groundOf(el));
  }
  return found;
}
"""


def poor_contrasts(page: Page, least: float = 4.5) -> list[str]:
    """Words on the page that stand out too little from their ground, each with its contrast (WCAG 2.2, 1.4.3)."""
    found = page.evaluate(CONTRASTS)
    assert found
    return sorted({f"{value} {words}" for value, words in found if value < least})
