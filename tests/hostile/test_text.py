"""Names and texts that a phone's maker chose, through everything that is printed or written."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from tests.axmlwriter import Document, E, manifest
from tests.dexwriter import Class, Code
from tests.evidence import phones
from tests.hostile.large import ACTIVITY, RETURN, Large

from gifthorse import cli

NASTY = (
    "\x1b[31m\x1b]8;;http://evil.example\x07click\x1b]8;;\x07\x1b[2J\x9b5m\r\b\x07\u202egnp.\u2066x\u2069\u200b\ufeff"
    "[bold red]x[/bold red][/][link=http://e.example]<script>alert(1)</script><img src=x onerror=alert(2)>"
    "</style></title>\"'`--><!--&amp;&#x27;{{7*7}}{% raw %}{subject}{0.__class__}%s%n$(id)`id`; DROP TABLE apps;--"
    "\ud800x\udfff\x00\U0001f600\ufffe=cmd|' /C calc'!A0\u2028\u2029\x85|a|\n\t- x"
)
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
LONG = "L" * 1_000_000
TABLES = (
    "apps", "components", "intent_filters", "permissions_used", "permissions_declared", "properties", "init_services",
    "hosts", "files", "evidence", "problems", "reach", "origins", "methods", "string_uses", "classes", "api_uses",
)  # fmt: skip


def nasty_app() -> bytes:
    """An app with the system's uid that runs what anybody sends it, and calls everything by a nasty name."""
    dex = Large()
    # Android takes no class whose name has half a surrogate pair
    whole = re.sub("[\ud800-\udfff]", "", NASTY)
    owner = "Lh/" + whole.replace("/", "\u2215").replace(";", "\uff1b").replace(".", "\u2024") + ";"
    begin = dex.method(owner, "onCreate", "V", "Landroid/os/Bundle;")
    run = dex.method(owner, NASTY, "V", "Ljava/lang/String;")
    body = Code([0x0008 | 14 << 8, 16, *dex.brought(0, 14), *dex.call(0x71, run, 0), RETURN], 18, 2)
    last = Code([0x0008, 17, *dex.text(3, NASTY), *dex.run(0), *dex.run(3), RETURN], 18, 1)
    dex.classes.append(Class(owner, ACTIVITY, directs=[(run, 9, last)], virtuals=[(begin, 1, body)]))
    name = owner[1:-1].replace("/", ".")
    root = manifest(
        "h" + whole,
        E("uses-permission", {"name": NASTY}),
        E("permission", {"name": f"p{NASTY}", "protectionLevel": 0, "label": NASTY}),
        application=E(
            "application",
            {"label": LONG, "debuggable": True},
            children=[
                E(
                    "activity",
                    {"name": name, "exported": True, "label": NASTY},
                    children=[E("intent-filter", {}, children=[E("action", {"name": NASTY})])],
                )
            ],
        ),
        sharedUserId="android.uid.system",
        versionName=NASTY,
        targetSdkVersion=28,
    )
    return phones.zipped({"AndroidManifest.xml": Document(root).data(), "classes.dex": dex.build()})


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A phone with it, under a nasty name, and with nasty properties, services, hosts and certificates."""
    name = (
        NASTY.replace("/", "\u2215").replace("\0", "").encode("utf-8", "surrogatepass")[:120].decode("utf-8", "ignore")
    )
    line = NASTY.encode("utf-8", "surrogatepass").replace(b"\n", b" ")
    files = phones.below("system", phones.system()) | {
        f"system/priv-app/{name}/{name}.apk": nasty_app(),
        "system/app/Long/Long.apk": phones.zipped(
            {
                "AndroidManifest.xml": Document(
                    manifest("h." + LONG, application=E("application", {"label": LONG}))
                ).data()
            }
        ),
        "system/build.prop": phones.BUILD_PROP + b"ro.product.model=" + line + b"\nro.build.type=userdebug\n",
        "system/etc/hosts": phones.HOSTS + b"6.6.6.6 " + line.replace(b" ", b"") + b" update.example\n",
        f"system/etc/init/{name}.rc": b"on boot\n    start x\nservice "
        + line.split(b" ")[0]
        + b" /system/bin/sh -c "
        + line
        + b"\n",
        f"system/etc/security/cacerts/{name}.0": b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        f"system/framework/{name}.jar": b"PK\x03\x04broken",
    }
    return phones.write(tmp_path_factory.mktemp("text") / "tree", files)


@pytest.fixture(scope="module")
def case(tree: Path) -> Path:
    return tree.parent / "x.case"


@pytest.fixture(scope="module")
def reports(tree: Path, case: Path) -> Iterator[dict[str, str]]:
    """What a check of it prints and writes."""
    out, files = io.StringIO(), {n: tree.parent / f"r.{n}" for n in ("html", "sarif")}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdout", out)
        options = [f"--{n}={file}" for n, file in files.items()]
        assert cli.run(["check", str(tree), "--case", str(case), "--no-progress", "--json", *options]) == 1
        made = {"json": out.getvalue(), **{n: file.read_text(encoding="utf-8") for n, file in files.items()}}
        out.truncate(0)
        out.seek(0)
        assert cli.run(["check", str(tree), "--case", str(case), "--no-progress"]) == 1
        made["text"] = out.getvalue()
    yield made


def strings(value: Any) -> Iterator[str]:
    """Every text in a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from (key, *strings(item))
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)


def test_the_backdoor_is_found_under_any_name(reports: dict[str, str]) -> None:
    found = json.loads(reports["json"])
    mine = [f for f in found["findings"] if f["rule"] == "backdoor/command-from-any-app"]
    assert len(mine) == 1 and mine[0]["level"] == "critical"
    assert mine[0]["subject"]["name"].startswith("h\x1b[31m")
    assert "{subject}" in mine[0]["subject"]["name"], "names are no templates"


def test_json_and_sarif_are_whole(reports: dict[str, str]) -> None:
    for name in ("json", "sarif"):
        found = json.loads(reports[name])
        for text in strings(found):
            text.encode()  # no lone surrogates
        assert len(reports[name]) < 3_000_000
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]", reports[name])


def test_the_terminal_is_left_alone(reports: dict[str, str]) -> None:
    assert not CONTROLS.search(reports["text"])
    assert "alert(1)" in reports["text"], "it is shown, harmless"
    assert "[bold red]" in reports["text"], "it is no markup"
    assert len(reports["text"]) < 100_000


class Page(HTMLParser):
    """What a browser would make of it: elements, attributes, scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: dict[str, int] = {}
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] = self.tags.get(tag, 0) + 1
        self.attributes += attrs


def test_the_page_runs_nothing(reports: dict[str, str]) -> None:
    page = Page(reports["html"])
    assert page.tags.get("img", 0) == 0 and page.tags["html"] == page.tags["body"] == 1
    assert page.tags.get("script", 0) <= 1 and page.tags["title"] >= 1
    assert not [
        (n, v) for n, v in page.attributes if n.startswith("on") or (n in ("href", "src") and "javascript" in str(v))
    ]
    for name, value in page.attributes:
        assert re.fullmatch(r"[a-zA-Z][\w:-]*", name), (name, value)
    assert "&lt;script&gt;" in reports["html"]
    assert not CONTROLS.search(reports["html"])
    assert len(reports["html"]) < 3_000_000


def test_show_and_ask(reports: dict[str, str], case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    csv.field_size_limit(len(LONG) + 1000)
    ids = [f["id"] for f in json.loads(reports["json"])["findings"]]
    assert len(ids) >= 2
    for arguments in (["show", str(case)], *(["show", str(case), one] for one in ids)):
        assert cli.run(arguments) == 0
        said = capsys.readouterr()
        assert not CONTROLS.search(said.out) and said.err == ""
        assert len(said.out) < 200_000
    for table in TABLES:
        query = f"SELECT * FROM {table}"
        assert cli.run(["ask", str(case), query]) == 0
        assert not CONTROLS.search(capsys.readouterr().out), table
        assert cli.run(["ask", str(case), query, "--json"]) == 0
        for text in strings(json.loads(capsys.readouterr().out)):
            text.encode()
        assert cli.run(["ask", str(case), query, "--csv"]) == 0
        out = capsys.readouterr().out
        lines = list(csv.reader(io.StringIO(out, newline="")))
        assert len({len(line) for line in lines}) == 1, table


def test_names_are_no_queries(reports: dict[str, str], case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = json.loads(reports["json"])["findings"][0]["id"]
    for finding in ("'; DROP TABLE apps; --", "%", "", f"{name}' OR '1'='1", "\x1b[2J"):
        assert cli.run(["show", str(case), finding]) in (0, 2)
        said = capsys.readouterr()
        assert not CONTROLS.search(said.out + said.err)
    assert cli.run(["ask", str(case), "SELECT count(*) FROM apps"]) == 0
    assert "4" in capsys.readouterr().out
