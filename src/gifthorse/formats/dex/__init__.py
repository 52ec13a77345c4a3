"""DEX files decoded in columns: numpy arrays from the first byte, never one Python object an item."""

from __future__ import annotations

import numpy as np
from msgspec import Struct, field

from gifthorse.errors import FormatError
from gifthorse.formats.dex.annotations import read_annotations
from gifthorse.formats.dex.classdata import Members, read_members
from gifthorse.formats.dex.code import read_codes
from gifthorse.formats.dex.gather import Bools, Bytes, Ints
from gifthorse.formats.dex.header import read_header
from gifthorse.formats.dex.pools import ClassDefs, read_class_defs, read_pools
from gifthorse.formats.dex.strings import Strings
from gifthorse.formats.dex.sweep import Units, sweep
from gifthorse.formats.dex.tries import read_tries
from gifthorse.formats.dex.values import read_dynamics, read_static_strings

__all__ = ["Dex", "Strings", "read", "read_all"]


class Dex(Struct, frozen=True):
    """One DEX file. Every index is -1 where the file names something that is not there.

    Types, protos, fields, methods and strings are numbered as in the file; class definitions, members, code items
    (by file offset), try blocks and instructions by their row. `x_start` columns are compressed-row offsets with
    one entry more than there are rows.
    """

    version: int
    data: bytes
    end: int
    strings: Strings
    truncated: list[str]

    type_string: Ints
    proto_return: Ints
    proto_start: Ints
    proto_param: Ints
    field_class: Ints
    field_type: Ints
    field_name: Ints
    method_class: Ints
    method_proto: Ints
    method_name: Ints

    class_type: Ints
    class_flags: Ints
    class_super: Ints
    class_source: Ints
    class_interface_start: Ints
    class_interface: Ints

    member_method: Ints
    member_class: Ints
    member_flags: Ints
    member_code: Ints
    member_direct: Bools
    member_field: Ints
    member_field_class: Ints
    member_field_flags: Ints
    member_field_static: Bools
    static_field: Ints
    static_string: Ints

    annotation_method: Ints
    annotation_type: Ints
    class_annotation_class: Ints
    class_annotation_type: Ints

    code_offset: Ints
    code_registers: Ints
    code_ins: Ints
    code_insns: Ints
    code_size: Ints
    code_tries: Ints
    code_debug: Ints

    try_code: Ints
    try_start: Ints
    try_end: Ints
    try_handler_start: Ints
    handler_type: Ints
    handler_pc: Ints

    units: Units
    insn_code: Ints
    insn_pc: Ints
    insn_op: Bytes
    insn_ref: Ints
    insn_start: Ints

    call_site_name: Ints
    call_site_proto: Ints
    call_site_bootstrap: Ints
    call_site_target: Ints
    method_handle_kind: Ints
    method_handle_target: Ints

    shapes: dict[int, tuple[int, ...]] = field(default_factory=dict)
    """Kept by `body`: which words of a prototype's arguments start an argument."""
    plain: dict[int, int] = field(default_factory=dict)
    """Kept by `body`: how many words methods take that take no pairs."""

    def type_name(self, index: int) -> str:
        """Descriptor of a type, such as Ljava/lang/String; (empty for an unknown one, as in the next two)."""
        return self.strings.text(int(self.type_string[index])) if 0 <= index < len(self.type_string) else ""

    def descriptor(self, proto: int) -> str:
        """Descriptor of a prototype, such as (I)V."""
        if not 0 <= proto < len(self.proto_return):
            return ""
        params = self.proto_param[self.proto_start[proto] : self.proto_start[proto + 1]].tolist()
        return f"({''.join(map(self.type_name, params))}){self.type_name(int(self.proto_return[proto]))}"

    def method_text(self, method: int) -> str:
        """A method as Lclass;->name(params)return, for people."""
        if not 0 <= method < len(self.method_class):
            return ""
        owner = self.type_name(int(self.method_class[method]))
        name = self.strings.text(int(self.method_name[method]))
        return f"{owner}->{name}{self.descriptor(int(self.method_proto[method]))}"


def read(data: bytes, at: int = 0) -> Dex:
    """The DEX file whose header is at byte `at` of a file.

    What is damaged but leaves the rest readable is named in `truncated`. Raises FormatError when there is no header,
    LimitError and UnsupportedError as `read_header` does. Memory stays in proportion to the file's size.
    """
    header = read_header(data, at)
    said = header.truncated
    tables = header.tables
    string_at = np.frombuffer(data, "<u4", tables["strings"].count, min(tables["strings"].offset, len(data)))
    strings = Strings(data, string_at.astype(np.int64))
    said += strings.truncated
    pools = read_pools(data, header, strings=len(strings), truncated=said)
    defs = read_class_defs(data, header, strings=len(strings), truncated=said)
    sizes = {name: section.count for name, section in tables.items()}
    members = read_members(data, defs, pools=pools, truncated=said)
    static_field, static_string = _static_strings(data, defs, members=members, strings=len(strings), truncated=said)
    codes, member_code = read_codes(data, members.member_code, truncated=said)
    units = np.frombuffer(data, "<u2", len(data) // 2)
    kinds = ("", "strings", "types", "fields", "methods", "sites", "handles", "protos")
    instructions = sweep(units, codes, pools=tuple(sizes.get(kind, 0) for kind in kinds), truncated=said)
    parts = (
        pools,
        codes,
        instructions,
        read_tries(data, codes, types=sizes["types"], truncated=said),
        read_annotations(data, defs.annotations, methods=sizes["methods"], types=sizes["types"], truncated=said),
        read_dynamics(data, header, pools=sizes, truncated=said),
    )
    columns = {name: getattr(part, name) for part in parts for name in part.__struct_fields__}
    columns |= {name: getattr(defs, name) for name in defs.__struct_fields__ if name.startswith("class_")}
    columns |= {name: getattr(members, name) for name in members.__struct_fields__}
    columns["member_code"] = member_code
    return Dex(
        version=header.version,
        data=data,
        end=header.end,
        strings=strings,
        truncated=said,
        static_field=static_field,
        static_string=static_string,
        units=units,
        **columns,
    )


def _static_strings(
    data: bytes, defs: ClassDefs, *, members: Members, strings: int, truncated: list[str]
) -> tuple[Ints, Ints]:
    """Static fields (indices) that start as a string, and the strings."""
    rows = np.flatnonzero(members.member_field_static)
    owner = members.member_field_class[rows]
    classes = np.arange(len(defs.statics))
    start = np.searchsorted(owner, classes)
    count = np.searchsorted(owner, classes, side="right") - start
    found, texts = read_static_strings(
        data, defs.statics, static_start=start, static_count=count, strings=strings, truncated=truncated
    )
    return members.member_field[rows[found]], texts


def read_all(data: bytes) -> list[Dex]:
    """Every DEX of a file: one, or those of a version 041 container in their order."""
    found = [read(data)]
    made = 0
    while found[-1].version >= 41:
        at = found[-1].end
        if data[at : at + 4] != b"dex\n":
            break
        # All of them may name the same bytes; honest ones share strings, but neither code nor members.
        made += 4096 + 2 * len(found[-1].insn_op) + 3 * len(found[-1].member_method)
        if made > len(data) + (1 << 20):
            found[-1].truncated.append("The DEX files of this container share their code; the rest is left out.")
            break
        try:
            found.append(read(data, at))
        except FormatError as error:
            found[-1].truncated.append(f"The next DEX of the container is not readable: {error}")
            break
    return found
