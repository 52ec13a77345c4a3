from __future__ import annotations

import os
import pickle
import stat
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.evidence import phones

from gifthorse.errors import EvidenceError, GifthorseError
from gifthorse.evidence import Node, Tree, evidence_rows, open_evidence, units
from gifthorse.evidence import walk as walking
from gifthorse.tables import Rows, node_id


def by_path(tree: Tree) -> dict[str, Node]:
    return {node.path: node for node in tree.nodes}


def sentences(tree: Tree) -> str:
    return "\n".join(f"{p.path}: {p.error}: {p.sentence}" for p in tree.problems)


def test_a_system_tree(tmp_path: Path) -> None:
    phones.write(tmp_path / "dump", phones.below("system", phones.system()))
    tree = open_evidence([tmp_path / "dump"])
    assert tree.is_phone
    nodes = by_path(tree)
    app = nodes["dump/system/priv-app/Bar/Bar.apk"]
    assert (app.kind, app.phone_path, app.partition, app.installed_as) == (
        "apk", "/system/priv-app/Bar/Bar.apk", "system", "priv-app",
    )  # fmt: skip
    assert app.parent == "dump/system/priv-app/Bar"
    assert nodes["dump/system/priv-app/Bar"].kind == "folder"
    assert nodes["dump"].parent is None
    kinds = {node.phone_path: node.kind for node in tree.nodes if node.kind not in ("folder", "other")}
    assert kinds == {
        "/system/app/Foo/Foo.apk": "apk",
        "/system/bin/tool": "elf",
        "/system/build.prop": "properties",
        "/system/etc/hosts": "hosts",
        "/system/etc/init/foo.rc": "init-rc",
        "/system/etc/permissions/privapp.xml": "permissions-xml",
        "/system/etc/sysconfig/power.xml": "sysconfig-xml",
        "/system/framework/framework.jar": "jar",
        "/system/lib64/libfoo.so": "elf",
        "/system/priv-app/Bar/Bar.apk": "apk",
    }
    assert tree.problems == ()


def test_the_same_tree_in_a_zip(tmp_path: Path) -> None:
    files = phones.below("phone/system", phones.system())
    phones.write(tmp_path / "folder", files)
    (tmp_path / "dump.zip").write_bytes(phones.zipped(files))
    apart = open_evidence([tmp_path / "folder"])
    packed = open_evidence([tmp_path / "dump.zip"])
    seen = {(n.kind, n.phone_path, n.size) for n in apart.nodes if n.kind not in ("folder", "zip")}
    assert {(n.kind, n.phone_path, n.size) for n in packed.nodes if n.kind not in ("folder", "zip")} == seen
    contents = {n.phone_path: n.read() for n in apart.nodes if n.kind == "apk"}
    assert {n.phone_path: n.read() for n in packed.nodes if n.kind == "apk"} == contents
    assert by_path(packed)["dump.zip!phone/system/etc/hosts"].read() == phones.HOSTS


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.apk", phones.apk(), "app"),
        ("renamed.bin", phones.apk(), "app"),
        ("a.jar", phones.jar(), "jar"),
        ("classes.dex", phones.DEX, "jar"),
        ("libx.so", phones.elf(), "native"),
        ("init.x.rc", phones.INIT_RC, "system"),
        ("build.prop", phones.BUILD_PROP, "system"),
    ],
)
def test_single_files(tmp_path: Path, name: str, data: bytes, kind: str) -> None:
    (tmp_path / name).write_bytes(data)
    tree = open_evidence([tmp_path / name])
    (unit,) = units(tree)
    assert (unit.kind, unit.path, unit.size) == (kind, name, len(data))
    node = unit.nodes[0]
    assert (node.phone_path, node.partition, node.read()) == (None, None, data)
    if kind in ("app", "jar"):
        assert node.installed_as == "single"


def test_splits_beside_each_other_are_one_app(tmp_path: Path) -> None:
    files = {
        "base.apk": phones.apk("org.x", version=7),
        "split_config.de.apk": phones.apk("org.x", split="config.de", version=7, dex=False),
        "other.apk": phones.apk("org.y"),
        "older.apk": phones.apk("org.x", version=6),
    }
    phones.write(tmp_path / "apps", files)
    apps = {tuple(n.path for n in u.nodes) for u in units(open_evidence([tmp_path / "apps"]))}
    assert apps == {("apps/base.apk", "apps/split_config.de.apk"), ("apps/other.apk",), ("apps/older.apk",)}


@pytest.mark.parametrize("mark", ["manifest.json", "info.json", "toc.pb"])
def test_bundles(tmp_path: Path, mark: str) -> None:
    members = {
        mark: b"{}",
        "splits/base-master.apk": phones.apk("org.x"),
        "splits/base-de.apk": phones.apk("org.x", split="config.de", dex=False),
    }
    (tmp_path / "x.apks").write_bytes(phones.zipped(members, stored=True))
    tree = open_evidence([tmp_path / "x.apks"])
    assert by_path(tree)["x.apks"].kind == "bundle"
    (unit,) = units(tree)
    assert [n.path for n in unit.nodes] == ["x.apks!splits/base-master.apk", "x.apks!splits/base-de.apk"]
    assert unit.nodes[0].read() == members["splits/base-master.apk"]


def test_a_bundle_with_whole_apps_for_old_phones(tmp_path: Path) -> None:
    members = {
        "toc.pb": b"",
        "splits/base-master.apk": phones.apk("org.x"),
        "splits/base-de.apk": phones.apk("org.x", split="config.de", dex=False),
        "standalones/standalone-x86.apk": phones.apk("org.x"),
    }
    (tmp_path / "x.apks").write_bytes(phones.zipped(members))
    apps = [[n.path.partition("!")[2] for n in u.nodes] for u in units(open_evidence([tmp_path / "x.apks"]))]
    assert sorted(apps) == [["splits/base-master.apk", "splits/base-de.apk"], ["standalones/standalone-x86.apk"]]


def test_several_things_at_once_keep_apart(tmp_path: Path) -> None:
    phones.write(tmp_path, {"one/a.apk": phones.apk("a.a"), "two/a.apk": phones.apk("b.b")})
    tree = open_evidence([tmp_path / "one" / "a.apk", tmp_path / "two" / "a.apk", tmp_path / "one"])
    assert tree.roots == ("a.apk", "a.apk~2", "one")
    assert [n.path for n in tree.nodes if n.kind == "apk"] == ["a.apk", "a.apk~2", "one/a.apk"]


def test_units_are_keyed_by_what_they_hold(tmp_path: Path) -> None:
    phones.write(tmp_path / "dump", phones.below("system", phones.system()))
    first = units(open_evidence([tmp_path / "dump"]))
    again = units(open_evidence([tmp_path / "dump"]))
    assert [u.key for u in first] == [u.key for u in again]
    assert [u.weight for u in first] == sorted((u.weight for u in first), reverse=True)
    assert all(len(u.key) == 64 and pickle.loads(pickle.dumps(u)) == u for u in first)
    changed = tmp_path / "dump/system/app/Foo/Foo.apk"
    changed.write_bytes(phones.apk("org.foo2"))
    os.utime(changed, ns=(1, 2))
    third = units(open_evidence([tmp_path / "dump"]))
    assert {u.path for u in third if u.key not in {v.key for v in first}} == {"dump/system/app/Foo/Foo.apk"}


def test_batches_stay_small(tmp_path: Path) -> None:
    files = {f"lib/{n}.so": phones.elf() + bytes(n) for n in range(150)}
    phones.write(tmp_path / "libs", files)
    made = units(open_evidence([tmp_path / "libs"]))
    assert sorted(len(u.nodes) for u in made) == [22, 64, 64]
    assert sum(len(u.nodes) for u in made) == 150


def test_rows(tmp_path: Path) -> None:
    phones.write(tmp_path / "dump", phones.below("system", phones.system()))
    (tmp_path / "dump/system/bin/link").symlink_to("tool")
    tree = open_evidence([tmp_path / "dump"])
    rows = Rows()
    tree.fill(rows)
    digests: dict[str, str | None] = {}
    for unit in units(tree):
        digests |= evidence_rows(unit.nodes, rows)
    tables = dict(rows.tables())
    evidence = {row["path"]: row for row in tables["evidence"].to_pylist()}
    assert set(evidence) == {n.path for n in tree.nodes}
    app = evidence["dump/system/app/Foo/Foo.apk"]
    assert app["sha256"] == digests["dump/system/app/Foo/Foo.apk"] == sha256(phones.apk("org.foo")).hexdigest()
    assert app["parent"] == node_id("dump/system/app/Foo")
    assert (evidence["dump"]["kind"], evidence["dump"]["size"], evidence["dump"]["sha256"]) == ("folder", None, None)
    assert evidence["dump/system/media/logo.png"]["sha256"] is None, "what is not examined is not hashed"
    files = {row["path"]: row for row in tables["files"].to_pylist()}
    assert len(files) == len(phones.system()) + 1
    assert files["/system/bin/link"]["link_target"] == "tool"
    assert files["/system/bin/tool"]["mode"] is None, "a checkout's modes are not the phone's"


def test_modes_are_kept_where_they_can_only_be_the_phones(tmp_path: Path) -> None:
    phones.write(tmp_path / "dump", phones.below("system", phones.system()))
    su = tmp_path / "dump/system/bin/tool"
    su.chmod(0o6755)
    if not su.stat().st_mode & stat.S_ISUID:
        pytest.skip("this file system keeps no set-id bits")
    nodes = by_path(open_evidence([tmp_path / "dump"]))
    assert nodes["dump/system/bin/tool"].mode == 0o6755
    assert nodes["dump/system/build.prop"].mode == stat.S_IMODE((tmp_path / "dump/system/build.prop").stat().st_mode)
    assert nodes["dump/system/bin/tool"].uid is None, "one owner for all is who unpacked it"


def test_links_and_odd_files_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    phones.write(outside, {"secret.apk": phones.apk()})
    dump = phones.write(tmp_path / "dump", {"a.apk": phones.apk()})
    (dump / "escape").symlink_to(outside)
    (dump / "loop").symlink_to(".")
    (dump / "dangling").symlink_to("/nowhere")
    os.mkfifo(dump / "pipe")
    nodes = by_path(open_evidence([dump]))
    assert {p: n.kind for p, n in nodes.items()} == {
        "dump": "folder", "dump/a.apk": "apk", "dump/escape": "link", "dump/loop": "link", "dump/dangling": "link",
    }  # fmt: skip
    assert nodes["dump/escape"].link_target == str(outside)


def test_a_link_that_was_handed_over_is_followed(tmp_path: Path) -> None:
    phones.write(tmp_path / "real", {"a.apk": phones.apk()})
    (tmp_path / "alias").symlink_to("real")
    assert "alias/a.apk" in by_path(open_evidence([tmp_path / "alias"]))


def test_names_that_are_no_text(tmp_path: Path) -> None:
    phones.write(tmp_path / "x", {os.fsdecode(b"\xff\n<b>.apk"): phones.apk()})
    tree = open_evidence([tmp_path / "x"])
    rows = Rows()
    tree.fill(rows)
    (unit,) = units(tree)
    evidence_rows(unit.nodes, rows)
    assert unit.nodes[0].read() == phones.apk()
    assert "x/\ufffd\n<b>.apk" in dict(rows.tables())["evidence"]["path"].to_pylist()


@pytest.mark.parametrize("what", ["nothing", "text", "empty", "fifo", "none"])
def test_what_cannot_be_checked_is_said(tmp_path: Path, what: str) -> None:
    target = tmp_path / what
    if what == "text":
        target.write_text("hello")
    elif what == "empty":
        target.mkdir()
    elif what == "fifo":
        os.mkfifo(target)
    with pytest.raises(EvidenceError, match=r"^There is nothing|cannot be opened|neither a file nor a folder"):
        open_evidence([] if what == "none" else [target])


def test_an_archive_is_to_be_unpacked_first(tmp_path: Path) -> None:
    (tmp_path / "rom.tgz").write_bytes(b"\x1f\x8b\x08\0" + bytes(40))
    with pytest.raises(
        EvidenceError, match=r"rom\.tgz that can be checked\. This kind of archive .* unpack it first\.$"
    ):
        open_evidence([tmp_path / "rom.tgz"])


def test_what_is_not_opened_is_a_problem(tmp_path: Path) -> None:
    files = phones.below("system", phones.system()) | {
        "system/apex/com.x.apex": phones.zipped({"apex_payload.img": b"x"}),
        "boot.img": b"ANDROID!" + bytes(100),
        "broken.zip": phones.zipped({"a.txt": b"x" * 100})[:-30],
        "state.xml": b"ABX\0\x01",
    }
    tree = open_evidence([phones.write(tmp_path / "dump", files)])
    text = sentences(tree)
    assert "dump/system/apex/com.x.apex: unsupported: An APEX" in text
    assert "dump/boot.img: unsupported: A partition image" in text
    assert "dump/broken.zip: format: The zip is cut short" in text
    assert "dump/state.xml: unsupported: This part of the phone's state" in text


def test_code_beside_the_app_is_found(tmp_path: Path) -> None:
    oat = phones.elf() + bytes(4096 - len(phones.elf())) + b"oat\n064\0" + phones.DEX + phones.DEX
    files = phones.system() | {
        "app/Foo/Foo.apk": phones.apk("org.foo", dex=False),
        "app/Foo/oat/arm64/Foo.odex": oat,
        "app/Foo/oat/arm/Foo.odex": oat,
        "framework/am.jar": phones.zipped({"META-INF/MANIFEST.MF": b""}),
        "framework/oat/arm/am.odex": oat,
        "framework/arm64/boot.oat": oat,
        "priv-app/Bar/oat/arm64/Bar.odex": oat,
        "app/Baz/Baz.apk": phones.apk("org.baz", dex=False),
        "app/Baz/oat/arm64/Baz.odex": oat[:4104],
    }
    tree = open_evidence([phones.write(tmp_path / "system", files)])
    made = {u.path: u for u in units(tree)}
    foo = made["system/app/Foo/Foo.apk"]
    assert [n.path for n in foo.nodes[1:]] == [
        "system/app/Foo/oat/arm64/Foo.odex!classes.dex",
        "system/app/Foo/oat/arm64/Foo.odex!classes2.dex",
    ]
    assert [n.read() for n in foo.nodes[1:]] == [phones.DEX, phones.DEX]
    assert foo.nodes[1].phone_path == "/system/app/Foo/oat/arm64/Foo.odex!classes.dex"
    assert [n.kind for n in made["system/framework/am.jar"].nodes] == ["jar", "dex", "dex"]
    assert [n.kind for n in made["system/framework/arm64/boot.oat!classes.dex"].nodes] == ["dex", "dex"]
    assert len(made["system/priv-app/Bar/Bar.apk"].nodes) == 1, "it has its own code"
    assert "system/app/Baz/Baz.apk: missing: It holds no code of its own, and Baz.odex beside it no DEX" in sentences(
        tree
    )


def test_what_a_dumps_listing_names_and_lacks_is_said(tmp_path: Path) -> None:
    files = phones.below("system", phones.system())
    listed = "\n".join(f"{len(data)}\t{path}" for path, data in files.items())
    absent = ("app/Big/Big.apk", "app/Stub/Stub.apk.gz", "framework/arm64/boot.oat", "etc/x.txt")
    files["all_files.txt"] = "\n".join([listed, *(f"9\tsystem/{path}" for path in absent)]).encode()
    tree = open_evidence([phones.write(tmp_path / "dump", files)])
    assert [p.sentence for p in tree.problems] == [
        "1 .apk file that it lists is missing and not examined: Big.apk.",
        "1 .gz file that it lists is missing and not examined: Stub.apk.gz.",
        "1 .oat file that it lists is missing and not examined: boot.oat.",
    ]
    rows = Rows()
    tree.fill(rows)
    (table,) = (found for name, found in rows.tables() if name == "evidence")
    missing = [row for row in table.to_pylist() if row["kind"] == "missing"]
    assert [(row["path"], row["size"], row["sha256"]) for row in missing] == [
        (f"dump/system/{path}", 9, None) for path in absent[:3]
    ]


def test_zips_in_zips_have_an_end(tmp_path: Path) -> None:
    data = phones.zipped({"a.apk": phones.apk()})
    for depth in range(6):
        data = phones.zipped({f"{depth}.zip": data, f"{depth}.apk": phones.apk(f"p.p{depth}")})
    (tmp_path / "deep.zip").write_bytes(data)
    tree = open_evidence([tmp_path / "deep.zip"])
    apps = [n for n in tree.nodes if n.kind == "apk"]
    assert sorted(n.path.count("!") for n in apps) == [1, 2, 3]
    assert all(n.read()[:2] == b"PK" for n in apps)
    assert "Zips nested deeper" in sentences(tree)


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    bomb = bytearray(phones.zipped({"a.apk": phones.apk(), "b.dex": b"dex\n035\0" + bytes(1 << 20)}))
    at = bomb.rfind(b"b.dex") - 46
    bomb[at + 24 : at + 28] = (0xFFFFFFF0).to_bytes(4, "little")  # claims 4 GiB
    (tmp_path / "x.zip").write_bytes(bomb)
    tree = open_evidence([tmp_path / "x.zip"])
    assert [n.path for n in tree.nodes if n.kind in ("apk", "dex")] == ["x.zip!a.apk"]
    assert "x.zip!b.dex: limit: The member 'b.dex' would unpack to 4,294,967,280 bytes" in sentences(tree)


def test_a_lying_size_is_found_when_read(tmp_path: Path) -> None:
    data = bytearray(phones.zipped({"a.prop": phones.BUILD_PROP * 200}))
    at = data.rfind(b"a.prop") - 46
    data[at + 24 : at + 28] = (1 << 20).to_bytes(4, "little")
    (tmp_path / "x.zip").write_bytes(data)
    (node,) = [n for n in open_evidence([tmp_path / "x.zip"]).nodes if n.kind == "properties"]
    with pytest.raises(GifthorseError, match="unpack"):
        node.read()


def test_many_files_are_cut_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walking, "NODES_LIMIT", 5)
    phones.write(tmp_path / "x", {f"{n}.apk": phones.apk(f"p.p{n}") for n in range(9)})
    tree = open_evidence([tmp_path / "x"])
    assert "more than 5 files" in sentences(tree)


def test_deep_folders_are_cut_off(tmp_path: Path) -> None:
    deep = "/".join("d" * 60)
    phones.write(tmp_path / "x", {"a.apk": phones.apk(), f"{deep}/b.apk": phones.apk("b.b")})
    tree = open_evidence([tmp_path / "x"])
    assert [n.path for n in tree.nodes if n.kind == "apk"] == ["x/a.apk"]
    assert "Folders deeper than" in sentences(tree)


def test_a_zip_with_absurd_names(tmp_path: Path) -> None:
    names = ["/".join("n" * 3000), "../../up.apk", "/abs.apk", "a//b.apk", "dir/", "\\back.apk"]
    (tmp_path / "x.zip").write_bytes(phones.zipped(dict.fromkeys(names, phones.apk())))
    tree = open_evidence([tmp_path / "x.zip"])
    assert len([n for n in tree.nodes if n.kind == "apk"]) == 5
    assert all(n.read() == phones.apk() for u in units(tree) for n in u.nodes)


SMALL = phones.zipped(
    {"a.apk": phones.apk(), "system/build.prop": phones.BUILD_PROP, "system/app/B/B.apk": phones.apk("b.b")}
)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.data())
def test_damaged_zips_are_survived(tmp_path_factory: pytest.TempPathFactory, draw: st.DataObject) -> None:
    data = bytearray(SMALL)
    tail = draw.draw(st.booleans())  # most of a zip's structure lies at its end
    for _ in range(draw.draw(st.integers(1, 5))):
        low = len(data) - 300 if tail else 0
        data[draw.draw(st.integers(low, len(data) - 1))] = draw.draw(st.integers(0, 255))
    path = tmp_path_factory.mktemp("zip") / "x.zip"
    path.write_bytes(bytes(data[: len(data) - draw.draw(st.integers(0, 40))]))
    try:
        tree = open_evidence([path])
    except EvidenceError:
        return
    rows = Rows()
    tree.fill(rows)
    for unit in units(tree):
        evidence_rows(unit.nodes, rows)
        for node in unit.nodes:
            try:
                node.read()
            except GifthorseError as error:
                assert str(error).endswith(".")  # one sentence is promised
    dict(rows.tables())
