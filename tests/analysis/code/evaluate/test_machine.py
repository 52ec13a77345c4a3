"""The interpreter: what decoders give, and where it stops."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.specimen import one, program

from gifthorse.analysis.code.evaluate import Cells, Machine, Unknown
from gifthorse.analysis.code.evaluate.machine import STEPS_ALL, STEPS_ONE
from gifthorse.analysis.code.evaluate.values import LONGEST, Value

CODE = """
class e.Code
  method public static caesar(Ljava/lang/String;I)Ljava/lang/String; 7
    new-instance v0, Ljava/lang/StringBuilder;
    invoke-direct {v0}, Ljava/lang/StringBuilder;-><init>()V
    const/4 v1, 0
    :loop
    invoke-virtual {p0}, Ljava/lang/String;->length()I
    move-result v2
    if-ge v1, v2, :done
    invoke-virtual {p0, v1}, Ljava/lang/String;->charAt(I)C
    move-result v3
    add-int/2addr v3, p1
    int-to-char v3, v3
    invoke-virtual {v0, v3}, Ljava/lang/StringBuilder;->append(C)Ljava/lang/StringBuilder;
    add-int/lit8 v1, v1, 1
    goto :loop
    :done
    invoke-virtual {v0}, Ljava/lang/StringBuilder;->toString()Ljava/lang/String;
    move-result-object v0
    return-object v0
  method public static chosen(I)Ljava/lang/String; 2
    packed-switch p0, :table
    const-string v0, "other"
    return-object v0
    :one
    const-string v0, "one"
    return-object v0
    :two
    const-string v0, "two"
    return-object v0
    :table
    .packed-switch 1
      :one
      :two
    .end packed-switch
  method public static swell(Ljava/lang/String;)Ljava/lang/String; 2
    :again
    invoke-virtual {p0, p0}, Ljava/lang/String;->concat(Ljava/lang/String;)Ljava/lang/String;
    move-result-object p0
    goto :again
  method public static hoard()Ljava/lang/String; 3
    const v0, 65536
    :again
    new-array v1, v0, [I
    goto :again
  method public static deep(Ljava/lang/String;)Ljava/lang/String; 2
    invoke-static {p0}, Le/Code;->deep(Ljava/lang/String;)Ljava/lang/String;
    move-result-object p0
    return-object p0
  method public static length()I 2
    const-wide v0, 0x1122334455667788L
    const/16 v1, 1
    return v1
  method public static longs(JJ)J 6
    mul-long v0, p0, p2
    return-wide v0
  method public static divides(II)I 3
    div-int v0, p0, p1
    return v0
  method public static remains(II)I 3
    rem-int v0, p0, p1
    return v0
  method public static shifts(II)I 3
    ushr-int v0, p0, p1
    return v0
  method public static throws()Ljava/lang/String; 1
    const/4 v0, 0
    throw v0
  method public static asks()Ljava/lang/String; 1
    invoke-static {}, Landroid/os/Environment;->getExternalStorageState()Ljava/lang/String;
    move-result-object v0
    return-object v0
"""


def call(name: str, *arguments: Value) -> Value:
    app = program(CODE)
    return Machine(app).call(one(app, f"e.Code.{name}"), arguments)


def signed(number: int, bits: int) -> int:
    number &= (1 << bits) - 1
    return number - (1 << bits) if number >> (bits - 1) else number


def test_a_loop_over_characters() -> None:
    assert call("caesar", "khoor", -3) == "hello"


def test_a_switch() -> None:
    assert [call("chosen", n) for n in (0, 1, 2, 3)] == ["other", "one", "two", "other"]


def test_runs_end() -> None:
    app = program(CODE)
    machine = Machine(app)
    for name, arguments in (("swell", ("xx",)), ("hoard", ()), ("deep", ("x",)), ("throws", ())):
        assert isinstance(machine.call(one(app, f"e.Code.{name}"), arguments), Unknown)
    assert STEPS_ALL - 4 * STEPS_ONE <= machine.left < STEPS_ALL


def test_the_whole_budget_ends_too() -> None:
    app = program(CODE)
    machine = Machine(app)
    for number in range(3 * STEPS_ALL // STEPS_ONE):
        machine.call(
            one(app, "e.Code.hoard") if number % 2 else one(app, "e.Code.swell"), (f"x{number}",)[: 1 - number % 2]
        )
    assert machine.left >= -LONGEST


def test_what_the_platform_says_is_unknown_but_has_a_class() -> None:
    assert call("asks") == Unknown("java.lang.String")


def test_a_result_is_remembered() -> None:
    app = program(CODE)
    machine = Machine(app)
    m = one(app, "e.Code.caesar")
    machine.call(m, ("abc", 1))
    left = machine.left
    assert machine.call(m, ("abc", 1)) == "bcd"
    assert machine.left == left


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(-(1 << 31), (1 << 31) - 1), st.integers(-(1 << 31), (1 << 31) - 1))
def test_arithmetic_is_javas(one_: int, two: int) -> None:
    if two:
        quotient = abs(one_) // abs(two) * (1 if (one_ < 0) == (two < 0) else -1)
        assert call("divides", one_, two) == signed(quotient, 32)
        assert call("remains", one_, two) == one_ - quotient * two
    assert call("shifts", one_, two) == signed((one_ & 0xFFFFFFFF) >> (two & 31), 32)
    assert call("longs", one_ << 20, two << 20) == signed((one_ << 20) * (two << 20), 64)


def test_division_by_zero_is_unknown() -> None:
    assert isinstance(call("divides", 1, 0), Unknown)


def test_arrays_are_shared_not_copied() -> None:
    cells = Cells("B", [1, 2])
    assert cells.items == [1, 2]
