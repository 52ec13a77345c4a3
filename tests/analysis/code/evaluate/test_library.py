"""The platform's methods that decoders use, against what Java says of them."""

from __future__ import annotations

import pytest

from gifthorse.analysis.code.evaluate.arguments import parameters
from gifthorse.analysis.code.evaluate.library import ERRORS, LIBRARY, shown
from gifthorse.analysis.code.evaluate.values import Cells, Made, Text, Unknown, Value, plain

S, B = "java.lang.String.", "java.lang.StringBuilder."


def call(label: str, descriptor: str, *arguments: Value) -> Value:
    return LIBRARY[label](arguments, descriptor)


@pytest.mark.parametrize(
    ("label", "descriptor", "arguments", "expected"),
    [
        (S + "substring", "(II)Ljava/lang/String;", ("abcdef", 1, 3), "bc"),
        (S + "replace", "(CC)Ljava/lang/String;", ("a-b", ord("-"), ord("+")), "a+b"),
        (S + "replace", "(Ljava/lang/CharSequence;Ljava/lang/CharSequence;)Ljava/lang/String;", ("a#b", "#", ""), "ab"),
        (S + "replaceAll", "(Ljava/lang/String;Ljava/lang/String;)Ljava/lang/String;", ("zazb", "z", ""), "ab"),
        (S + "indexOf", "(I)I", ("abc", ord("c")), 2),
        (S + "valueOf", "(Z)Ljava/lang/String;", (1,), "true"),
        (S + "equals", "(Ljava/lang/Object;)Z", ("a", "a"), 1),
        (S + "trim", "()Ljava/lang/String;", (" x ",), "x"),
        ("java.lang.Integer.parseInt", "(Ljava/lang/String;I)I", ("ff", 16), 255),
        ("java.lang.Integer.toHexString", "(I)Ljava/lang/String;", (-1,), "ffffffff"),
        ("java.lang.Character.digit", "(CI)I", (ord("f"), 16), 15),
    ],
)
def test_functions(label: str, descriptor: str, arguments: tuple[Value, ...], expected: Value) -> None:
    assert call(label, descriptor, *arguments) == expected


def test_hash_of_a_known_string() -> None:
    # "hello".hashCode() is 99162322 (Java Language Specification's s[0]*31^(n-1) + ...).
    assert call(S + "hashCode", "()I", "hello") == 99162322


def test_strings_from_bytes_and_characters() -> None:
    made = Made("java.lang.String")
    call(S + "<init>", "([B)V", made, Cells("B", [104, 105, -61, -92]))
    assert plain(made) == "hiä"
    made = Made("java.lang.String")
    call(S + "<init>", "([CII)V", made, Cells("C", [97, 98, 99, 100]), 1, 2)
    assert plain(made) == "bc"


def test_builders_change_in_place() -> None:
    builder = Text("abc")
    call(B + "append", "(C)Ljava/lang/StringBuilder;", builder, 100)
    call(B + "insert", "(ILjava/lang/String;)Ljava/lang/StringBuilder;", builder, 0, "<")
    call(B + "deleteCharAt", "(I)Ljava/lang/StringBuilder;", builder, 1)
    assert builder.text == "<bcd"
    call(B + "reverse", "()Ljava/lang/StringBuilder;", builder)
    assert builder.text == "dcb<"


@pytest.mark.parametrize(
    ("label", "descriptor", "arguments"),
    [
        (S + "charAt", "(I)C", ("abc", 3)),
        (S + "charAt", "(I)C", ("abc", -1)),
        (S + "substring", "(II)Ljava/lang/String;", ("abc", 2, 1)),
        (S + "replaceAll", "(Ljava/lang/String;Ljava/lang/String;)Ljava/lang/String;", ("abc", "[a-b]", "")),
        (S + "concat", "(Ljava/lang/String;)Ljava/lang/String;", ("abc", Unknown())),
        (S + "replace", "(CC)Ljava/lang/String;", ("a" * 60000, "a", "b" * 60000)),
        (B + "append", "(Ljava/lang/String;)Ljava/lang/StringBuilder;", (Text("x" * 60000), "y" * 60000)),
        ("android.util.Base64.decode", "(Ljava/lang/String;I)[B", ("!", 0)),
        ("java.lang.System.arraycopy", "", (Cells("B", [1]), 0, Cells("B", []), 0, 1)),
        ("java.util.Arrays.copyOf", "([BI)[B", (Cells("B", [1]), 1 << 30)),
    ],
)
def test_what_is_not_followed_ends_in_a_known_error(label: str, descriptor: str, arguments: tuple[Value, ...]) -> None:
    with pytest.raises(ERRORS):
        call(label, descriptor, *arguments)


def test_parameters_of_descriptors() -> None:
    assert parameters("([BILjava/lang/String;[[J)V") == ["[B", "I", "Ljava/lang/String;", "[[J"]
    assert parameters("()V") == []
    for broken in ("", "(", "(Ljava", "([", ")"):
        assert parameters(broken) is not None


def test_concatenation_writes_values_as_java_does() -> None:
    assert [shown(97, "C"), shown(97, "I"), shown(0, "Z"), shown(None, "Ljava/lang/String;")] == [
        "a",
        "97",
        "false",
        "null",
    ]
