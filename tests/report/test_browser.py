"""The HTML report in a real browser: it opens offline, runs its script, complains about nothing, asks nobody."""

from __future__ import annotations

import base64
import io
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from msgspec.structs import replace
from PIL import Image as Picture
from tests.traffic import hostile, traffic

from gifthorse.report import html
from gifthorse.report.album import Album, Bytes, Image, Inside, Map, Part, Photo, Town
from gifthorse.report.context import AppInfo, Context
from gifthorse.report.document import Document, Subject

BROWSER = next((b for b in ("chromium", "chromium-browser", "google-chrome") if shutil.which(b)), None)
pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium is installed")


@dataclass
class Seen:
    """What opening a page led to."""

    dom: str
    console: list[str]
    asked: list[str]


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """A web server on the loopback that records what it is asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # the name is http.server's
            asked.append(self.path)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()
        thread.join()


@pytest.fixture
def visit(tmp_path: Path, listener: tuple[str, list[str]]) -> Callable[[str], Seen]:
    def run(text: str) -> Seen:
        page = tmp_path / "report.html"
        page.write_text(text, encoding="utf-8")
        done = subprocess.run(
            [
                str(BROWSER),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
                f"--user-data-dir={tmp_path / 'profile'}",
                "--enable-logging=stderr",
                "--virtual-time-budget=2000",
                "--dump-dom",
                page.as_uri(),
            ],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        console = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
        return Seen(done.stdout, console, list(listener[1]))

    return run


def test_the_probe_itself_sees_requests_and_complaints(
    visit: Callable[[str], Seen], listener: tuple[str, list[str]]
) -> None:
    seen = visit(f"<img src='{listener[0]}/canary'><script>console.error('boo')</script>")
    assert seen.asked == ["/canary"]
    assert any("boo" in line for line in seen.console)


def test_the_report_opens_offline_without_a_word(
    visit: Callable[[str], Seen], document: Document, context: Context
) -> None:
    seen = visit(html.render(document, replace(context, traffic=traffic())))
    assert '<form class="filter">' in seen.dom, "the script has run: the filter is no longer hidden"
    assert seen.console == []
    assert seen.asked == []


def test_planted_markup_asks_nobody(
    visit: Callable[[str], Seen], listener: tuple[str, list[str]], document: Document, context: Context
) -> None:
    attack = (
        f"\"'></bdi></title></style></script></svg><img src='{listener[0]}/i'><script src='{listener[0]}/s'></script>"
        f"<link rel=stylesheet href='{listener[0]}/l'><body onload=\"location='{listener[0]}/o'\">"
    )
    planted = replace(
        document,
        case=attack,
        findings=tuple(
            replace(f, subject=Subject("app", attack), says=attack, advice=attack) for f in document.findings
        ),
    )
    around = replace(
        context,
        device=replace(context.device, model=attack),
        apps={attack: AppInfo(attack, attack, attack, attack, attack)},
        edges=tuple(replace(e, package=attack, entry=attack) for e in context.edges),
        inputs=(attack,),
        traffic=hostile(traffic(), (attack,)),
    )
    seen = visit(html.render(planted, around))
    assert '<form class="filter">' in seen.dom
    assert seen.console == []
    assert seen.asked == []


def test_planted_photos_ask_nobody_and_ours_are_shown(
    visit: Callable[[str], Seen], listener: tuple[str, list[str]], document: Document, context: Context
) -> None:
    attack = f"\"'></bdi></svg><img src='{listener[0]}/i'><script src='{listener[0]}/s'></script>"
    out = io.BytesIO()
    Picture.new("RGB", (4, 3)).save(out, "JPEG")
    ours = Image(f"data:image/jpeg;base64,{base64.b64encode(out.getvalue()).decode()}", 4, 3)
    photo = Photo(
        attack,
        ((attack, attack),),
        ours,
        attack,
        (Inside(attack, attack, attack, False, True, Image(f"{listener[0]}/j", 4, 3)),),
        (Part("picture", 0, 100),),
        (Bytes("picture", 1, 100.0, (attack,)),),
        Map(320, 200, "M1 2L3 4Z", (Town(attack, 1.0, 2.0, end=True),), attack),
    )
    seen = visit(html.render(document, replace(context, album=Album((photo,), 0, revealed=True))))
    assert 'id="photos"' in seen.dom and ours.uri in seen.dom
    assert seen.console == []
    assert seen.asked == []
