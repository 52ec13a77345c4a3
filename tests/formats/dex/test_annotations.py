"""Names of annotations on methods and classes."""

from __future__ import annotations

import struct

from tests.dexwriter import Class, Writer

from gifthorse.formats import dex


def file() -> Writer:
    writer = Writer()
    methods = [writer.method("La/A;", f"m{i}") for i in range(3)]
    writer.classes.append(
        Class(
            "La/A;",
            virtuals=[(m, 1, None) for m in methods],
            method_annotations=[(methods[0], ["Lx/One;", "Lx/Two;"]), (methods[2], ["Lx/One;"])],
        )
    )
    writer.classes.append(Class("La/B;", annotations=["Lx/Two;"]))
    return writer


def test_methods_and_classes() -> None:
    read = dex.read(file().build())
    pairs = zip(read.annotation_method.tolist(), map(read.type_name, read.annotation_type.tolist()), strict=True)
    assert list(pairs) == [(0, "Lx/One;"), (0, "Lx/Two;"), (2, "Lx/One;")]
    assert read.class_annotation_class.tolist() == [1]
    assert read.type_name(int(read.class_annotation_type[0])) == "Lx/Two;"


def test_directory_with_absurd_counts() -> None:
    data = bytearray(file().build())
    table = struct.unpack_from("<I", data, 100)[0]
    directory = struct.unpack_from("<I", data, table + 20)[0]
    struct.pack_into("<I", data, directory + 8, 0xFFFFFFFF)
    read = dex.read(bytes(data))
    assert read.annotation_method.tolist() == []
    assert read.class_annotation_class.tolist() == [1]
    assert "annotations of 1 classes are damaged" in read.truncated[0]
