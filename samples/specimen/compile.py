"""Turns parsed classes into smali text, one file a class, the way a compiler would write the calls."""

from __future__ import annotations

from samples.specimen.expressions import ELEMENT, WIDE, Expressions
from samples.specimen.syntax import PRIMITIVES, Class, Member, Node, SourceError
from samples.specimen.world import OBJECT, World, binary_name, descriptor


def compile_classes(own: list[Class]) -> dict[str, str]:
    """Smali text by relative file name, for all classes of one app."""
    world = World.of(own)
    return {binary_name(c).replace(".", "/") + ".smali": _class(world, c) for c in own}


def _flags(modifiers: frozenset[str]) -> str:
    order = ("public", "private", "protected", "static", "final", "synchronized", "abstract", "native")
    return "".join(f" {m}" for m in order if m in modifiers)


def _initial(member: Member) -> str:
    if member.body is None or member.body.kind == "null":
        return ""
    if member.body.kind not in ("string", "int", "long", "char", "true", "false"):
        raise SourceError(f"the static field {member.name} needs a literal or a static block")
    return f" = {member.body.text or member.body.kind}"


def _class(world: World, declared: Class) -> str:
    name = binary_name(declared)
    kind = " interface abstract" if declared.kind == "interface" else ""
    parent = world.type(declared.extends) if declared.extends else OBJECT
    lines = [f".class public{kind}{_flags(declared.modifiers - {'public'})} {descriptor(name)}"]
    lines += [f".super {descriptor(parent)}"]
    lines += [f".implements {descriptor(world.type(i))}" for i in declared.implements]
    if declared.kind == "class" and not any(m.name == "<init>" for m in declared.members):
        empty = Member("<init>", "void", frozenset({"public"}), (), Node("block"))
        declared.members.append(empty)
    for member in declared.members:
        if member.parameters is None:
            initial = _initial(member) if "static" in member.modifiers else ""
            kind_of = descriptor(world.type(member.type))
            lines += ["", f".field{_flags(member.modifiers)} {member.name}:{kind_of}{initial}"]
        else:
            lines += ["", *Method(world, name, parent, member).text()]
    return "\n".join(lines) + "\n"


class Method(Expressions):
    """Writes one method, statement by statement."""

    def text(self) -> list[str]:
        member = self.member
        result = self.world.type(member.type)
        kinds = "".join(descriptor(self.world.type(kind)) for kind, _ in member.parameters or ())
        special = " constructor" if member.name.startswith("<") else ""
        head = f".method{_flags(member.modifiers)}{special} {member.name}({kinds}){descriptor(result)}"
        notes = []
        for annotation in member.annotations:
            notes += [f"    .annotation runtime {descriptor(self.world.type(annotation))}", "    .end annotation"]
        if member.body is None:
            return [head, *notes, ".end method"]
        if member.name == "<init>" and not self.calls_super(member.body):
            self.emit(f"invoke-direct {{p0}}, {descriptor(self.parent)}-><init>()V")
        if member.name == "<init>":
            self.fields()
        self.statement(member.body)
        if result == "void":
            self.emit("return-void")
        if self.most + self.words > 16:
            raise SourceError(f"{self.owner}.{member.name} needs more than 16 registers: split it")
        return [head, *notes, f"    .locals {self.most}", *self.lines, *self.catches, ".end method"]

    def calls_super(self, body: Node) -> bool:
        first = body.parts[0] if body.parts else body
        return first.kind == "do" and first.parts[0].text == "<init>"

    def fields(self) -> None:
        for member in self.world.classes[self.owner].members:
            if member.parameters is None and member.body and "static" not in member.modifiers:
                self.statement(Node("assign", parts=(Node("field", member.name, (Node("this"),)), member.body)))

    def statement(self, node: Node) -> None:  # one branch a kind of statement
        mark = self.top
        match node.kind:
            case "block":
                names = dict(self.locals)
                for part in node.parts:
                    self.statement(part)
                self.locals = names
            case "local":
                kind = self.world.type(node.text, node.line)
                register = self.register(kind)
                self.locals[node.parts[0].text] = (register, kind)
                mark = self.top
                if len(node.parts) > 1:
                    self.value(node.parts[1], kind, register)
            case "assign":
                self.assign(node.parts[0], node.parts[1])
            case "do":
                self.call(node.parts[0], wanted=False)
            case "return":
                self.give_back(node)
            case "throw":
                self.emit(f"throw {self.any(node.parts[0])[0]}")
            case "if":
                self.branch(node)
            case "while":
                start, end = self.label("loop"), self.label("done")
                self.loops.append(end)
                self.emit(start)
                self.jump_unless(node.parts[0], end)
                self.statement(node.parts[1])
                self.emit(f"goto {start}")
                self.emit(end)
                self.loops.pop()
            case "break":
                self.emit(f"goto {self.loops[-1]}")
            case "try":
                self.attempt(node)
            case _:
                raise self.wrong(node, f"no statement {node.kind}")
        self.top = mark

    def give_back(self, node: Node) -> None:
        if not node.parts:
            self.emit("return-void")
            return
        kind = self.world.type(self.member.type)
        register = self.value(node.parts[0], kind)
        suffix = "-wide" if kind in WIDE else "" if kind in PRIMITIVES else "-object"
        self.emit(f"return{suffix} {register}")

    def branch(self, node: Node) -> None:
        other = self.label("else")
        self.jump_unless(node.parts[0], other)
        self.statement(node.parts[1])
        if len(node.parts) > 2:
            end = self.label("end")
            self.emit(f"goto {end}")
            self.emit(other)
            self.statement(node.parts[2])
            self.emit(end)
        else:
            self.emit(other)

    def attempt(self, node: Node) -> None:
        start, stop, handler, end = (self.label(k) for k in ("try", "tried", "catch", "end"))
        self.emit(start)
        self.statement(node.parts[0])
        self.emit(stop)
        self.emit(f"goto {end}")
        self.emit(handler)
        kind = self.world.type(node.text, node.line)
        self.catches.append(f"    .catch {descriptor(kind)} {{{start} .. {stop}}} {handler}")
        register = self.register(kind)
        self.emit(f"move-exception {register}")
        before = self.locals.get(node.parts[1].text)
        self.locals[node.parts[1].text] = (register, kind)
        self.statement(node.parts[2])
        if before:
            self.locals[node.parts[1].text] = before
        self.emit("nop")  # an empty handler at the method's end still needs an instruction to stand on
        self.emit(end)

    def assign(self, target: Node, value: Node) -> None:
        if target.kind == "index":
            array, kind = self.any(target.parts[0])
            index = self.value(target.parts[1], "int")
            element = kind[:-2]
            register = self.value(value, element)
            self.emit(f"aput{ELEMENT.get(element, '-object')} {register}, {array}, {index}")
            return
        if target.kind == "name" and target.text in self.locals:
            register, kind = self.locals[target.text]
            self.value(value, kind, register)
            return
        owner, member, holder = self.find_field(target)
        kind = self.world.type(member.type)
        suffix = ELEMENT.get(kind, "-object")
        where = f"{descriptor(owner)}->{member.name}:{descriptor(kind)}"
        if "static" in member.modifiers:
            self.emit(f"sput{suffix} {self.value(value, kind)}, {where}")
        else:
            instance = self.any(holder)[0] if holder else "p0"
            self.emit(f"iput{suffix} {self.value(value, kind)}, {instance}, {where}")
