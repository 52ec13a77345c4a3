"""The Dalvik instruction set as tables of 256, indexed by opcode.

Source: "Dalvik bytecode format" and "Dalvik executable instruction formats" (source.android.com).
Roles are written `dst<sources` with the letters of the instruction format (a, b, c; `*` = the argument
list); a capital letter is a register pair, named by its low register.
"""

from __future__ import annotations

from typing import Final

import numpy as np

REF_NONE, REF_STRING, REF_TYPE, REF_FIELD, REF_METHOD, REF_CALL_SITE, REF_HANDLE, REF_PROTO = range(8)

THROW, BRANCH, GOTO, SWITCH, RETURN = 1, 2, 4, 8, 16
"""Bits of FLAGS: may throw; conditional branch; unconditional branch; switch; leaves the method by return."""

_UNITS: Final = {
    "10x": 1, "12x": 1, "11n": 1, "11x": 1, "10t": 1, "20t": 2, "22x": 2, "21t": 2, "21s": 2, "21h": 2,
    "21c": 2, "23x": 2, "22b": 2, "22t": 2, "22s": 2, "22c": 2, "30t": 3, "32x": 3, "31i": 3, "31t": 3,
    "31c": 3, "35c": 3, "3rc": 3, "45cc": 4, "4rcc": 4, "51l": 5,
}  # fmt: skip

_INT = "add-int sub-int mul-int div-int rem-int and-int or-int xor-int shl-int shr-int ushr-int"
_LONG = _INT.replace("int", "long")
_FLOAT = "add-float sub-float mul-float div-float rem-float"
_DOUBLE = _FLOAT.replace("float", "double")
_KINDS = "{0} {0}-wide {0}-object {0}-boolean {0}-byte {0}-char {0}-short"
_INVOKE = "invoke-virtual{0} invoke-super{0} invoke-direct{0} invoke-static{0} invoke-interface{0}"


def _each(names: str, suffix: str) -> str:
    return " ".join(name + suffix for name in names.split())


# (first opcode, format, names, roles, flags, pool). Roles given once hold for every name of the row; two roles
# joined by "|" mean: the second one for the names with -wide.
_ROWS: Final = (
    (0x00, "10x", "nop", "<", 0, 0),
    (0x01, "12x", "move", "a<b", 0, 0),
    (0x02, "22x", "move/from16", "a<b", 0, 0),
    (0x03, "32x", "move/16", "a<b", 0, 0),
    (0x04, "12x", "move-wide", "A<B", 0, 0),
    (0x05, "22x", "move-wide/from16", "A<B", 0, 0),
    (0x06, "32x", "move-wide/16", "A<B", 0, 0),
    (0x07, "12x", "move-object", "a<b", 0, 0),
    (0x08, "22x", "move-object/from16", "a<b", 0, 0),
    (0x09, "32x", "move-object/16", "a<b", 0, 0),
    (0x0A, "11x", "move-result move-result-wide move-result-object", "a<|A<", 0, 0),
    (0x0D, "11x", "move-exception", "a<", 0, 0),
    (0x0E, "10x", "return-void", "<", RETURN, 0),
    (0x0F, "11x", "return return-wide return-object", "<a|<A", RETURN, 0),
    (0x12, "11n", "const/4", "a<", 0, 0),
    (0x13, "21s", "const/16", "a<", 0, 0),
    (0x14, "31i", "const", "a<", 0, 0),
    (0x15, "21h", "const/high16", "a<", 0, 0),
    (0x16, "21s", "const-wide/16", "A<", 0, 0),
    (0x17, "31i", "const-wide/32", "A<", 0, 0),
    (0x18, "51l", "const-wide", "A<", 0, 0),
    (0x19, "21h", "const-wide/high16", "A<", 0, 0),
    (0x1A, "21c", "const-string", "a<", THROW, REF_STRING),
    (0x1B, "31c", "const-string/jumbo", "a<", THROW, REF_STRING),
    (0x1C, "21c", "const-class", "a<", THROW, REF_TYPE),
    (0x1D, "11x", "monitor-enter monitor-exit", "<a", THROW, 0),
    (0x1F, "21c", "check-cast", "<a", THROW, REF_TYPE),
    (0x20, "22c", "instance-of", "a<b", THROW, REF_TYPE),
    (0x21, "12x", "array-length", "a<b", THROW, 0),
    (0x22, "21c", "new-instance", "a<", THROW, REF_TYPE),
    (0x23, "22c", "new-array", "a<b", THROW, REF_TYPE),
    (0x24, "35c", "filled-new-array", "<*", THROW, REF_TYPE),
    (0x25, "3rc", "filled-new-array/range", "<*", THROW, REF_TYPE),
    (0x26, "31t", "fill-array-data", "<a", THROW, 0),
    (0x27, "11x", "throw", "<a", THROW, 0),
    (0x28, "10t", "goto", "<", GOTO, 0),
    (0x29, "20t", "goto/16", "<", GOTO, 0),
    (0x2A, "30t", "goto/32", "<", GOTO, 0),
    (0x2B, "31t", "packed-switch sparse-switch", "<a", SWITCH, 0),
    (0x2D, "23x", "cmpl-float cmpg-float", "a<bc", 0, 0),
    (0x2F, "23x", "cmpl-double cmpg-double cmp-long", "a<BC", 0, 0),
    (0x32, "22t", "if-eq if-ne if-lt if-ge if-gt if-le", "<ab", BRANCH, 0),
    (0x38, "21t", "if-eqz if-nez if-ltz if-gez if-gtz if-lez", "<a", BRANCH, 0),
    (0x44, "23x", _KINDS.format("aget"), "a<bc|A<bc", THROW, 0),
    (0x4B, "23x", _KINDS.format("aput"), "<abc|<Abc", THROW, 0),
    (0x52, "22c", _KINDS.format("iget"), "a<b|A<b", THROW, REF_FIELD),
    (0x59, "22c", _KINDS.format("iput"), "<ab|<Ab", THROW, REF_FIELD),
    (0x60, "21c", _KINDS.format("sget"), "a<|A<", THROW, REF_FIELD),
    (0x67, "21c", _KINDS.format("sput"), "<a|<A", THROW, REF_FIELD),
    (0x6E, "35c", _INVOKE.format(""), "<*", THROW, REF_METHOD),
    (0x74, "3rc", _INVOKE.format("/range"), "<*", THROW, REF_METHOD),
    (0x7B, "12x", "neg-int not-int", "a<b", 0, 0),
    (0x7D, "12x", "neg-long not-long", "A<B", 0, 0),
    (0x7F, "12x", "neg-float", "a<b", 0, 0),
    (0x80, "12x", "neg-double", "A<B", 0, 0),
    (0x81, "12x", "int-to-long", "A<b", 0, 0),
    (0x82, "12x", "int-to-float", "a<b", 0, 0),
    (0x83, "12x", "int-to-double", "A<b", 0, 0),
    (0x84, "12x", "long-to-int long-to-float", "a<B", 0, 0),
    (0x86, "12x", "long-to-double", "A<B", 0, 0),
    (0x87, "12x", "float-to-int", "a<b", 0, 0),
    (0x88, "12x", "float-to-long float-to-double", "A<b", 0, 0),
    (0x8A, "12x", "double-to-int", "a<B", 0, 0),
    (0x8B, "12x", "double-to-long", "A<B", 0, 0),
    (0x8C, "12x", "double-to-float", "a<B", 0, 0),
    (0x8D, "12x", "int-to-byte int-to-char int-to-short", "a<b", 0, 0),
    (0x90, "23x", _INT, "a<bc", 0, 0),
    (0x9B, "23x", "add-long sub-long mul-long div-long rem-long and-long or-long xor-long", "A<BC", 0, 0),
    (0xA3, "23x", "shl-long shr-long ushr-long", "A<Bc", 0, 0),
    (0xA6, "23x", _FLOAT, "a<bc", 0, 0),
    (0xAB, "23x", _DOUBLE, "A<BC", 0, 0),
    (0xB0, "12x", _each(_INT, "/2addr"), "a<ab", 0, 0),
    (0xBB, "12x", _each(_LONG, "/2addr"), "A<AB", 0, 0),
    (0xC3, "12x", "shl-long/2addr shr-long/2addr ushr-long/2addr", "A<Ab", 0, 0),
    (0xC6, "12x", _each(_FLOAT, "/2addr"), "a<ab", 0, 0),
    (0xCB, "12x", _each(_DOUBLE, "/2addr"), "A<AB", 0, 0),
    (0xD0, "22s", "add-int/lit16 rsub-int mul-int/lit16 div-int/lit16 rem-int/lit16 and-int/lit16 "
     "or-int/lit16 xor-int/lit16", "a<b", 0, 0),
    (0xD8, "22b", "add-int/lit8 rsub-int/lit8 mul-int/lit8 div-int/lit8 rem-int/lit8 and-int/lit8 "
     "or-int/lit8 xor-int/lit8 shl-int/lit8 shr-int/lit8 ushr-int/lit8", "a<b", 0, 0),
    # What the device's own compiler rewrites in place (odex, vdex); the operand is no pool index there.
    (0x73, "10x", "return-void-no-barrier", "<", RETURN, 0),
    (0xE3, "22c", "iget-quick iget-wide-quick iget-object-quick", "a<b|A<b", THROW, 0),
    (0xE6, "22c", "iput-quick iput-wide-quick iput-object-quick", "<ab|<Ab", THROW, 0),
    (0xE9, "35c", "invoke-virtual-quick", "<*", THROW, 0),
    (0xEA, "3rc", "invoke-virtual-quick/range", "<*", THROW, 0),
    (0xEB, "22c", "iput-boolean-quick iput-byte-quick iput-char-quick iput-short-quick", "<ab", THROW, 0),
    (0xEF, "22c", "iget-boolean-quick iget-byte-quick iget-char-quick iget-short-quick", "a<b", THROW, 0),
    (0xFA, "45cc", "invoke-polymorphic", "<*", THROW, REF_METHOD),
    (0xFB, "4rcc", "invoke-polymorphic/range", "<*", THROW, REF_METHOD),
    (0xFC, "35c", "invoke-custom", "<*", THROW, REF_CALL_SITE),
    (0xFD, "3rc", "invoke-custom/range", "<*", THROW, REF_CALL_SITE),
    (0xFE, "21c", "const-method-handle", "a<", THROW, REF_HANDLE),
    (0xFF, "21c", "const-method-type", "a<", THROW, REF_PROTO),
)  # fmt: skip

_names = [f"unused-{op:02x}" for op in range(256)]
_formats = ["10x"] * 256
_roles = ["<"] * 256
_flags = [0] * 256
_refs = [REF_NONE] * 256
for _first, _format, _text, _role, _flag, _ref in _ROWS:
    for _op, _name in enumerate(_text.split(), _first):
        _one, _, _two = _role.partition("|")
        _names[_op], _formats[_op], _refs[_op] = _name, _format, _ref
        _roles[_op] = _two if _two and "-wide" in _name else _one
        _flags[_op] = _flag | (THROW if _name.startswith(("div-int", "rem-int", "div-long", "rem-long")) else 0)

NAME: Final = tuple(_names)
FORMAT: Final = tuple(_formats)
ROLES: Final = tuple(_roles)
FLAGS: Final = np.array(_flags, np.uint8)
REF: Final = np.array(_refs, np.uint8)
LENGTH: Final = np.array([_UNITS[f] for f in _formats], np.uint8)
"""Units (16 bits each) of an instruction; the three payloads that hide behind opcode 0 are longer."""

DEFINED: Final = np.array([not name.startswith("unused-") for name in _names])
QUICK: Final = np.array(["-quick" in name for name in _names])
FIELD_READ: Final = np.array([name.startswith(("iget", "sget")) for name in _names]) & (REF == REF_FIELD)
FIELD_WRITE: Final = np.array([name.startswith(("iput", "sput")) for name in _names]) & (REF == REF_FIELD)

INVOKE_KIND: Final = ("virtual", "super", "direct", "static", "interface", "polymorphic", "custom")
KIND_OF: Final = np.array(
    [INVOKE_KIND.index(n.split("/")[0][7:]) if n.startswith("invoke-") and "quick" not in n else -1 for n in _names],
    np.int8,
)
"""Index into INVOKE_KIND of an invoke opcode, -1 of any other."""

INVOKE: Final = KIND_OF >= 0

PACKED_SWITCH, SPARSE_SWITCH, ARRAY_DATA = 0x0100, 0x0200, 0x0300
"""First units of the three payloads, which start like a nop."""

STEP: Final = np.tile(LENGTH, 256)
"""Length by whole first unit; 0 for a payload, whose length stands inside it."""
STEP[[PACKED_SWITCH, SPARSE_SWITCH, ARRAY_DATA]] = 0
