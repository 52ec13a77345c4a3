"""One method's instructions as plain lists, for the few methods that are looked at closely."""

from __future__ import annotations

from bisect import bisect_left

import numpy as np
from msgspec import Struct, field

from gifthorse.formats.dex import Dex, opcodes
from gifthorse.formats.dex.operands import DECODE, LONG, SECOND, Decoded, signed

_FLAGS = opcodes.FLAGS.tolist()
_RESULT_FROM = {op for op in range(256) if opcodes.NAME[op].startswith(("invoke-", "filled-new-array"))}
_PLAIN, _INVOKE, _STATIC, _RESULT, _JUMP, _SWITCH, _ARRAY = range(7)
_SHORT = 32
"""Below so many instructions numpy costs more than it saves."""
_MOST_SEEN = 1 << 16


def _kind(op: int) -> int:
    """What more than its registers there is to an instruction."""
    if opcodes.INVOKE[op]:
        return _STATIC if op in (0x71, 0x77) else _INVOKE
    if 0x0A <= op <= 0x0C:
        return _RESULT
    if _FLAGS[op] & opcodes.SWITCH:
        return _SWITCH
    if _FLAGS[op] & ~opcodes.THROW or op == 0x27:
        return _JUMP
    return _ARRAY if op == 0x26 else _PLAIN


_KIND = bytes(map(_kind, range(256)))
_NEXT: list[tuple[int, ...]] = [(row,) for row in range(1, 4097)]
_SEEN: dict[int, Decoded] = {}
"""Instructions decoded before, by the units that decide: most of an app's look like one of a few thousand."""


class Body(Struct, frozen=True):
    """Instructions of one code item; all lists have one entry an instruction and are joined by its row `i`.

    Rows, not pcs, are used in `successors`, `catches` and `result_of`; `targets` are pcs. `dst` is -1 where nothing
    is written; `sources` are in argument order, a register pair named once by its low register; `literal` is the
    sign-extended constant of const*, */lit8 and */lit16 (None elsewhere; const*/high16 already shifted); `ref` is the
    pool index or -1 (its kind: opcodes.REF); `targets` are where branches and switches may go besides the next
    instruction. `successors` are the normal ones, `catches` the handlers entered if the instruction throws, in
    order, and `catch_types` what a handler's row catches first (-1: anything). `result_of[i]` is the row whose
    result a move-result takes, -1 elsewhere. `cases` gives a switch's keys and pcs by row, `arrays` element
    width and bytes of a fill-array-data, `protos` the prototype of an invoke-polymorphic. `broken` rows branch
    to where no instruction starts. `jumps` are the rows that may lead elsewhere than to the next one.
    """

    code: int
    registers: int
    ins: int
    pc: list[int]
    op: list[int]
    dst: list[int]
    sources: list[tuple[int, ...]]
    literal: list[int | None]
    ref: list[int]
    targets: list[tuple[int, ...]]
    successors: list[tuple[int, ...]]
    catches: list[tuple[int, ...]]
    catch_types: dict[int, int]
    result_of: list[int]
    cases: dict[int, dict[int, int]] = field(default_factory=dict)
    arrays: dict[int, tuple[int, bytes]] = field(default_factory=dict)
    protos: dict[int, int] = field(default_factory=dict)
    broken: list[int] = field(default_factory=list)
    jumps: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.pc)

    def name(self, row: int) -> str:
        """Mnemonic, such as invoke-virtual."""
        return opcodes.NAME[self.op[row]]

    def row(self, pc: int) -> int:
        """Row of the instruction that starts at `pc`, -1 when none does."""
        row = bisect_left(self.pc, pc)
        return row if row < len(self.pc) and self.pc[row] == pc else -1


def body(dex: Dex, code: int) -> Body:
    """Instructions of code item `code`; damaged parts are left out, nothing is raised."""
    low, high = int(dex.insn_start[code]), int(dex.insn_start[code + 1])
    begin, size = int(dex.code_insns[code]), int(dex.code_size[code])
    pc, op, ref = (column[low:high].tolist() for column in (dex.insn_pc, dex.insn_op, dex.insn_ref))
    units = dex.units[begin : begin + size].tolist()
    count = high - low
    if count < _SHORT:
        decoded = [DECODE[o](units, p) for o, p in zip(op, pc, strict=True)]
    else:
        decoded = _decoded(dex, (low, high, begin), op, (units, pc))
    dst, sources, literal = map(list, zip(*decoded, strict=True)) if count else ([], [], [])
    made = Body(
        code,
        int(dex.code_registers[code]),
        int(dex.code_ins[code]),
        pc,
        op,
        dst,
        sources,
        literal,
        ref,
        [()] * count,
        _NEXT[:count] if count <= len(_NEXT) else list(zip(range(1, count + 1), strict=False)),
        [()] * count,
        {},
        [-1] * count,
    )
    if count:
        made.successors[-1] = ()
        _link(dex, made, units, bytes(op).translate(_KIND))
        if dex.code_tries[code]:
            _catch(dex, made)
    return made


def _decoded(dex: Dex, place: tuple[int, int, int], op: list[int], body: tuple[list[int], list[int]]) -> list[Decoded]:
    """Registers and literals of the instructions in rows low to high, of which most are like one seen before."""
    if len(_SEEN) > _MOST_SEEN:
        _SEEN.clear()
    low, high, begin = place
    at = dex.insn_pc[low:high] + begin
    keys = (dex.units[at] | dex.units[at + SECOND[dex.insn_op[low:high]]].astype(np.uint32) << 16).tolist()
    found = list(map(_SEEN.get, keys))
    if None in found:
        for row, known in enumerate(found):
            if known is None:
                found[row] = one = DECODE[op[row]](body[0], body[1][row])
                if not LONG[op[row]]:
                    _SEEN[keys[row]] = one
    return found  # type: ignore[return-value]  # no None is left


def _link(dex: Dex, made: Body, units: list[int], kinds: bytes) -> None:
    """Arguments without the upper halves of pairs, results, branches."""
    op, ref, sources, plain, jumps = made.op, made.ref, made.sources, dex.plain, made.jumps
    left = len(units)  # of payloads, which honest instructions do not share
    for i, kind in enumerate(kinds):
        if not kind:
            continue
        if kind <= _STATIC:
            if plain.get(2 * ref[i] + kind) != len(sources[i]) or op[i] >= 0xFA:
                _arguments(dex, made, units, i)
        elif kind == _RESULT:
            if i and op[i - 1] in _RESULT_FROM:
                made.result_of[i] = i - 1
        elif kind == _JUMP:
            _branch(made, units, i, _FLAGS[op[i]])
            jumps.append(i)
        elif left > 0:
            left -= 2 * _switch(made, units, i) if kind == _SWITCH else _array(dex, made, units, i)
            if kind == _SWITCH:
                jumps.append(i)
    if not jumps or jumps[-1] != len(op) - 1:
        jumps.append(len(op) - 1)


def _arguments(dex: Dex, made: Body, units: list[int], row: int) -> None:
    """Leave out the upper halves of pairs, and registers that the prototype does not ask for."""
    op, ref = made.op[row], made.ref[row]
    words = _words(dex, made, units, row) if op >= 0xFA else _method_words(dex, ref, static=op in (0x71, 0x77))
    registers = made.sources[row]
    if words and (words[-1] != len(words) - 1 or len(registers) != words[-1]):
        made.sources[row] = tuple([registers[w] for w in words[:-1] if w < len(registers)])


def _method_words(dex: Dex, method: int, *, static: bool) -> tuple[int, ...]:
    """Words of an ordinary invoke; empty when they are not known. What takes no pairs is noted in `dex.plain`."""
    proto = int(dex.method_proto[method]) if method >= 0 else -1
    words = argument_words(dex, proto, static=static) if proto >= 0 else ()
    if words and words[-1] == len(words) - 1:
        dex.plain[2 * method + (_STATIC if static else _INVOKE)] = words[-1]
    return words


def _words(dex: Dex, made: Body, units: list[int], row: int) -> tuple[int, ...]:
    """Words of invoke-polymorphic, whose prototype is its last unit, and of invoke-custom."""
    if made.op[row] >= 0xFC:
        site = made.ref[row]
        proto = int(dex.call_site_proto[site]) if site >= 0 else -1
        return argument_words(dex, proto, static=True) if proto >= 0 else ()
    place = made.pc[row] + 3
    proto = units[place] if place < len(units) else -1
    made.protos[row] = proto = proto if proto < len(dex.proto_return) else -1
    return argument_words(dex, proto, static=False) if proto >= 0 else ()


def argument_words(dex: Dex, proto: int, *, static: bool) -> tuple[int, ...]:
    """Word at which each argument starts (`this` first unless static), and behind them the number of words."""
    key = proto * 2 + static
    words = dex.shapes.get(key)
    if words is None:
        at = 0 if static else 1
        starts = [] if static else [0]
        for kind in dex.proto_param[dex.proto_start[proto] : dex.proto_start[proto + 1]].tolist():
            starts.append(at)
            at += 2 if dex.type_name(kind) in ("J", "D") else 1
        words = dex.shapes[key] = (*starts, at)
    return words


def _branch(made: Body, units: list[int], row: int, flags: int) -> None:
    if flags & (opcodes.RETURN | opcodes.THROW):  # of these only throw itself may throw
        made.successors[row] = ()
        return
    pc, op = made.pc[row], made.op[row]
    if op == 0x28:
        target = pc + signed(units[pc] >> 8, 8)
    elif op == 0x2A:
        target = pc + signed(units[pc + 1] | units[pc + 2] << 16, 32)
    else:
        target = pc + signed(units[pc + 1], 16)
    made.targets[row] = (target,)
    onward = () if flags & opcodes.GOTO else made.successors[row]
    there = made.row(target)
    if there < 0:
        made.broken.append(row)
    made.successors[row] = onward if there < 0 or there in onward else (*onward, there)


def _switch(made: Body, units: list[int], row: int) -> int:
    """Cases of a switch; returns how many."""
    pc = made.pc[row]
    cases = _cases(units, pc, pc + signed(units[pc + 1] | units[pc + 2] << 16, 32))
    made.cases[row] = cases
    _go(made, row, list(dict.fromkeys(cases.values())), made.successors[row])
    return len(cases)


def _go(made: Body, row: int, pcs: list[int], onward: tuple[int, ...]) -> None:
    made.targets[row] = tuple(pcs)
    rows = [made.row(pc) for pc in pcs]
    if -1 in rows:
        made.broken.append(row)
    made.successors[row] = (*onward, *(r for r in rows if r >= 0 and r not in onward))


def _cases(units: list[int], pc: int, at: int) -> dict[int, int]:
    """Keys and pcs of a switch's payload at unit `at`; empty when there is none."""
    if not 0 <= at < len(units) - 1 or (count := units[at + 1]) == 0:
        return {}

    def longs(start: int) -> list[int]:
        end = min(start + 2 * count, len(units) - 1)
        return [signed(units[k] | units[k + 1] << 16, 32) for k in range(start, end, 2)]

    if units[at] == opcodes.PACKED_SWITCH and at + 4 <= len(units):
        first = signed(units[at + 2] | units[at + 3] << 16, 32)
        return {first + k: pc + offset for k, offset in enumerate(longs(at + 4))}
    if units[at] == opcodes.SPARSE_SWITCH:
        return dict(zip(longs(at + 2), (pc + offset for offset in longs(at + 2 + 2 * count)), strict=False))
    return {}


def _array(dex: Dex, made: Body, units: list[int], row: int) -> int:
    """Element width and bytes of fill-array-data; returns the units they take."""
    pc = made.pc[row]
    at = pc + signed(units[pc + 1] | units[pc + 2] << 16, 32)
    if not 0 <= at <= len(units) - 4 or units[at] != opcodes.ARRAY_DATA:
        return 0
    width, size = units[at + 1], units[at + 2] | units[at + 3] << 16
    start = 2 * (int(dex.code_insns[made.code]) + at + 4)
    end = min(start + width * size, 2 * (int(dex.code_insns[made.code]) + len(units)))
    made.arrays[row] = width, dex.data[start:end]
    return (end - start) // 2 + 1


def _catch(dex: Dex, made: Body) -> None:
    """Handlers of the instructions that may throw; of overlapping try blocks the earlier one counts."""
    low = int(dex.try_code.searchsorted(made.code))
    high = int(dex.try_code.searchsorted(made.code, side="right"))
    starts, ends = dex.try_start[low:high].tolist(), dex.try_end[low:high].tolist()
    rows = dex.try_handler_start[low : high + 1].tolist()
    reach = 0
    for start, end, first, last in sorted(zip(starts, ends, rows, rows[1:], strict=False)):
        handlers: list[int] = []
        for kind, pc in zip(dex.handler_type[first:last].tolist(), dex.handler_pc[first:last].tolist(), strict=True):
            row = made.row(pc)
            if row >= 0:
                handlers.append(row)
                made.catch_types.setdefault(row, kind)
        reached = tuple(dict.fromkeys(handlers))
        for row in range(bisect_left(made.pc, max(start, reach)), bisect_left(made.pc, end)):
            if _FLAGS[made.op[row]] & opcodes.THROW:
                made.catches[row] = reached
        reach = max(reach, end)
