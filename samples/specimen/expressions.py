"""Smali text of expressions and conditions: what they work out, and in which register it lies."""

from __future__ import annotations

import ast

from samples.specimen.syntax import PRIMITIVES, Member, Node, SourceError
from samples.specimen.world import OBJECT, STRING, World, descriptor

WIDE = ("long", "double")
BUILDER = "Ljava/lang/StringBuilder;"
ARITHMETIC = {"+": "add", "-": "sub", "*": "mul", "/": "div", "%": "rem", "&": "and", "|": "or", "^": "xor",
              "<<": "shl", ">>": "shr"}  # fmt: skip
TEST = {"==": "eq", "!=": "ne", "<": "lt", ">=": "ge", ">": "gt", "<=": "le"}
INVERSE = {"eq": "ne", "ne": "eq", "lt": "ge", "ge": "lt", "gt": "le", "le": "gt"}
ELEMENT = {"byte": "-byte", "boolean": "-boolean", "char": "-char", "short": "-short", "int": "", "long": "-wide"}


class Expressions:
    """Registers are handed out like a stack: a method's locals first, then what an expression needs."""

    def __init__(self, world: World, owner: str, parent: str, member: Member) -> None:
        self.world, self.owner, self.parent, self.member = world, owner, parent, member
        self.lines: list[str] = []
        self.catches: list[str] = []
        self.locals: dict[str, tuple[str, str]] = {}
        self.top = self.most = self.labels = 0
        self.loops: list[str] = []
        self.kinds: dict[int, str] = {}
        self.words = 0 if "static" in member.modifiers else 1
        for kind, name in member.parameters or ():
            full = world.type(kind)
            self.locals[name] = (f"p{self.words}", full)
            self.words += 2 if full in WIDE else 1

    def emit(self, line: str) -> None:
        self.lines.append("    " + line)

    def label(self, kind: str) -> str:
        self.labels += 1
        return f":{kind}_{self.labels}"

    def register(self, kind: str) -> str:
        made = f"v{self.top}"
        self.top += 2 if kind in WIDE else 1
        self.most = max(self.most, self.top)
        return made

    def wrong(self, node: Node, why: str) -> SourceError:
        return SourceError(f"{self.owner}.{self.member.name}, line {node.line}: {why}")

    # conditions
    def jump_unless(self, node: Node, label: str) -> None:
        mark = self.top
        if node.kind == "not":
            self.jump_if(node.parts[0], label)
        elif node.kind == "binary" and node.text == "&&":
            self.jump_unless(node.parts[0], label)
            self.jump_unless(node.parts[1], label)
        elif node.kind == "binary" and node.text == "||":
            yes = self.label("or")
            self.jump_if(node.parts[0], yes)
            self.jump_unless(node.parts[1], label)
            self.emit(yes)
        elif node.kind == "binary" and node.text in TEST:
            self.compare(node, INVERSE[TEST[node.text]], label)
        elif node.kind != "true":
            self.emit(f"if-eqz {self.value(node, 'boolean')}, {label}")
        self.top = mark

    def jump_if(self, node: Node, label: str) -> None:
        mark = self.top
        if node.kind == "not":
            self.jump_unless(node.parts[0], label)
        elif node.kind == "binary" and node.text in TEST:
            self.compare(node, TEST[node.text], label)
        elif node.kind == "binary" and node.text in ("&&", "||"):
            no = self.label("no")
            self.jump_unless(node, no)
            self.emit(f"goto {label}")
            self.emit(no)
        else:
            self.emit(f"if-nez {self.value(node, 'boolean')}, {label}")
        self.top = mark

    def compare(self, node: Node, test: str, label: str) -> None:
        left, right = node.parts
        kind = self.kind_of(left)
        if kind == "long" or self.kind_of(right) == "long":
            result = self.register("int")
            self.emit(f"cmp-long {result}, {self.value(left, 'long')}, {self.value(right, 'long')}")
            self.emit(f"if-{test}z {result}, {label}")
        elif right.kind == "null" or (right.kind == "int" and right.text == "0"):
            self.emit(f"if-{test}z {self.any(left)[0]}, {label}")
        else:
            self.emit(f"if-{test} {self.any(left)[0]}, {self.any(right)[0]}, {label}")

    # expressions
    def kind_of(self, node: Node) -> str:
        """The type of an expression, found by writing it and taking the text back."""
        if id(node) in self.kinds:
            return self.kinds[id(node)]
        kept = (self.top, self.most, self.labels, len(self.lines), len(self.catches))
        kind = self.kinds[id(node)] = self.any(node)[1]
        self.top, self.most, self.labels = kept[:3]
        del self.lines[kept[3] :], self.catches[kept[4] :]
        return kind

    def value(self, node: Node, wanted: str, into: str | None = None) -> str:
        """Write an expression so that its value, as type `wanted`, is in the register returned."""
        if node.kind in ("int", "long", "char") and wanted in ("long", "float", "double"):
            register = into or self.register(wanted)
            self.emit(f"const-wide {register}, {node.text}" if wanted in WIDE else f"const {register}, {node.text}")
            return register
        register, kind = self.any(node, into)
        if not self.world.is_a(kind, wanted):
            raise self.wrong(node, f"{kind} where {wanted} is needed")
        if wanted == "long" and kind != "long":
            made = into or self.register("long")
            self.emit(f"int-to-long {made}, {register}")
            return made
        if into and register != into:
            move = "-wide" if kind in WIDE else "" if kind in PRIMITIVES else "-object"
            self.emit(f"move{move} {into}, {register}")
            return into
        return register

    def any(self, node: Node, into: str | None = None) -> tuple[str, str]:  # noqa: C901, PLR0911  # one branch a kind of expression
        """Write an expression; its register and type."""
        match node.kind:
            case "string":
                register = into or self.register(STRING)
                self.emit(f"const-string {register}, {node.text}")
                return register, STRING
            case "int" | "long" | "char":
                literal: str = node.kind
                register = into or self.register(literal)
                number = ord(ast.literal_eval(node.text)) if literal == "char" else int(node.text, 0)
                op = "const-wide" if literal == "long" else "const/16" if -32768 <= number < 32768 else "const"
                self.emit(f"{op} {register}, {hex(number)}")
                return register, literal
            case "true" | "false" | "null":
                register = into or self.register("int")
                self.emit(f"const/4 {register}, {int(node.kind == 'true')}")
                return register, "null" if node.kind == "null" else "boolean"
            case "this":
                return "p0", self.owner
            case "name" if node.text in self.locals:
                return self.locals[node.text]
            case "name" | "field":
                return self.read_field(node, into)
            case "call":
                return self.call(node, wanted=True, into=into)
            case "new":
                return self.create(node, into)
            case "newarray" | "arraylit":
                return self.array(node, into)
            case "cast":
                return self.cast(node, into)
            case "class":
                register = into or self.register(OBJECT)
                named = self.dotted(node.parts[0]) or ""
                self.emit(f"const-class {register}, {descriptor(self.world.type(named, node.line))}")
                return register, "java.lang.Class"
            case "index":
                array, kind = self.any(node.parts[0])
                index = self.value(node.parts[1], "int")
                register = into or self.register(kind[:-2])
                self.emit(f"aget{ELEMENT.get(kind[:-2], '-object')} {register}, {array}, {index}")
                return register, kind[:-2]
            case "instanceof":
                register = into or self.register("boolean")
                tested = self.any(node.parts[0])[0]
                self.emit(f"instance-of {register}, {tested}, {descriptor(self.world.type(node.text, node.line))}")
                return register, "boolean"
            case "not":
                return self.truth(node, into)
            case "binary" if node.text in TEST or node.text in ("&&", "||"):
                return self.truth(node, into)
            case "binary":
                return self.arithmetic(node, into)
        raise self.wrong(node, f"no expression {node.kind} {node.text}")

    def truth(self, node: Node, into: str | None) -> tuple[str, str]:
        register = into or self.register("boolean")
        no, end = self.label("false"), self.label("end")
        self.jump_unless(node, no)
        self.emit(f"const/4 {register}, 1")
        self.emit(f"goto {end}")
        self.emit(no)
        self.emit(f"const/4 {register}, 0")
        self.emit(end)
        return register, "boolean"

    def arithmetic(self, node: Node, into: str | None) -> tuple[str, str]:
        kinds = [self.kind_of(p) for p in node.parts]
        if node.text == "+" and STRING in kinds:
            return self.concatenation(node, into)
        kind = "long" if "long" in kinds else "int"
        left, right = (self.value(p, kind) for p in node.parts)
        register = into or self.register(kind)
        self.emit(f"{ARITHMETIC[node.text]}-{kind} {register}, {left}, {right}")
        return register, kind

    def concatenation(self, node: Node, into: str | None) -> tuple[str, str]:
        pieces: list[Node] = []

        def flatten(part: Node) -> None:
            if part.kind == "binary" and part.text == "+" and STRING in [self.kind_of(p) for p in part.parts]:
                flatten(part.parts[0])
                flatten(part.parts[1])
            else:
                pieces.append(part)

        flatten(node)
        builder = self.register(STRING)
        self.emit(f"new-instance {builder}, {BUILDER}")
        self.emit(f"invoke-direct {{{builder}}}, {BUILDER}-><init>()V")
        for piece in pieces:
            mark = self.top
            register, kind = self.any(piece)
            taken = kind if kind in ("int", "long", "boolean", "char", STRING) else OBJECT
            more = f", v{int(register[1:]) + 1}" if kind in WIDE else ""
            self.emit(f"invoke-virtual {{{builder}, {register}{more}}}, "
                      f"{BUILDER}->append({descriptor(taken)}){BUILDER}")  # fmt: skip
            self.emit(f"move-result-object {builder}")
            self.top = mark
        register = into or builder
        self.emit(f"invoke-virtual {{{builder}}}, {BUILDER}->toString()Ljava/lang/String;")
        self.emit(f"move-result-object {register}")
        return register, STRING

    def cast(self, node: Node, into: str | None) -> tuple[str, str]:
        kind = self.world.type(node.text, node.line)
        mark = self.top
        given, was = self.any(node.parts[0])
        if kind in PRIMITIVES and was in PRIMITIVES:
            if kind == was:
                return given, kind
            register = into or self.register(kind)
            self.emit(f"{was.replace('char', 'int').replace('byte', 'int')}-to-{kind} {register}, {given}")
            return register, kind
        temporary = given[0] == "v" and int(given[1:]) >= mark
        register = into or (given if temporary else self.register(kind))
        if register != given:
            self.emit(f"move-object {register}, {given}")
        self.emit(f"check-cast {register}, {descriptor(kind)}")
        return register, kind

    def create(self, node: Node, into: str | None) -> tuple[str, str]:
        kind = self.world.type(node.text, node.line)
        register = self.register(kind)
        self.emit(f"new-instance {register}, {descriptor(kind)}")
        found = self.world.method(kind, "<init>", [self.kind_of(a) for a in node.parts])
        if found is None and (node.parts or any(m.name == "<init>" for m in self.world.classes[kind].members)):
            raise self.wrong(node, f"no constructor {kind}({', '.join(self.kind_of(a) for a in node.parts)})")
        member = found[1] if found else Member("<init>", "void", frozenset(), (), None)
        self.invoke("direct", kind, member, instance=register, arguments=node.parts)
        if into:
            self.emit(f"move-object {into}, {register}")
        return into or register, kind

    def array(self, node: Node, into: str | None) -> tuple[str, str]:
        kind = self.world.type(node.text, node.line)
        register = self.register(kind)
        size = node.parts[0] if node.kind == "newarray" else Node("int", str(len(node.parts)))
        mark = self.top
        self.emit(f"new-array {register}, {self.value(size, 'int')}, {descriptor(kind + '[]')}")
        self.top = mark
        for i, part in enumerate(node.parts if node.kind == "arraylit" else ()):
            item, index = self.value(part, kind), self.any(Node("int", str(i)))[0]
            self.emit(f"aput{ELEMENT.get(kind, '-object')} {item}, {register}, {index}")
            self.top = mark
        if into:
            self.emit(f"move-object {into}, {register}")
        return into or register, kind + "[]"

    # names
    def dotted(self, node: Node) -> str | None:
        """The class that a chain of names stands for, or None when it is a value."""
        name, root = node.text, node
        while root.kind == "field":
            root = root.parts[0]
            name = f"{root.text}.{name}"
        if root.kind != "name" or root.text in self.locals or self.world.field(self.owner, root.text):
            return None
        return name if name in self.world.names else None

    def find_field(self, node: Node) -> tuple[str, Member, Node | None]:
        if node.kind == "name":
            owner, holder = self.owner, None
        else:
            named = self.dotted(node.parts[0])
            holder = None if named else node.parts[0]
            owner = self.world.type(named) if named else self.kind_of(node.parts[0])
        found = self.world.field(owner, node.text)
        if found is None:
            raise self.wrong(node, f"no field {owner}.{node.text}")
        return found[0], found[1], holder

    def read_field(self, node: Node, into: str | None) -> tuple[str, str]:
        if node.kind == "field" and node.text == "length" and not self.dotted(node.parts[0]):
            array, kind = self.any(node.parts[0])
            if kind.endswith("[]"):
                register = into or self.register("int")
                self.emit(f"array-length {register}, {array}")
                return register, "int"
        owner, member, holder = self.find_field(node)
        kind = self.world.type(member.type)
        if {"static", "final"} <= member.modifiers and member.body and member.body.kind != "null":
            return self.value(member.body, kind, into), kind  # compilers copy such constants to where they are used
        suffix = ELEMENT.get(kind, "-object")
        where = f"{descriptor(owner)}->{member.name}:{descriptor(kind)}"
        if "static" in member.modifiers:
            register = into or self.register(kind)
            self.emit(f"sget{suffix} {register}, {where}")
        else:
            instance = self.any(holder)[0] if holder else "p0"
            register = into or self.register(kind)
            self.emit(f"iget{suffix} {register}, {instance}, {where}")
        return register, kind

    # calls
    def call(self, node: Node, *, wanted: bool, into: str | None = None) -> tuple[str, str]:
        if node.kind != "call":
            if node.kind == "new":
                return self.create(node, into)
            raise self.wrong(node, "only calls stand alone")
        holder, arguments = node.parts[0], node.parts[1:]
        name, how, instance = node.text, "virtual", None
        named = self.dotted(holder) if holder.kind in ("name", "field") else None
        if name == "<init>":
            owner, how, instance = self.parent if holder.kind == "super" else self.owner, "direct", "p0"
        elif holder.kind == "super":
            owner, how, instance = self.parent, "super", "p0"
        elif holder.kind == "implicit":
            owner, instance = self.owner, "p0"
        elif named:
            owner = self.world.type(named)
        else:
            owner = self.kind_of(holder)
        given = [self.kind_of(a) for a in arguments]
        found = self.world.method(owner, name, given)
        if found is None:
            raise self.wrong(node, f"no method {owner}.{name}({', '.join(given)})")
        declared, member = found
        if "static" in member.modifiers:
            how, instance, owner = "static", None, declared
        elif instance is None:
            instance = self.any(holder)[0]
        if how == "virtual" and "private" in member.modifiers:
            how = "direct"
        elif how == "virtual" and owner in self.world.classes and self.world.classes[owner].kind == "interface":
            how = "interface"
        if declared == OBJECT or owner.endswith("[]"):
            owner, how = OBJECT, "virtual" if how == "interface" else how
        result = self.world.type(member.type)
        self.invoke(how, owner, member, instance=instance, arguments=arguments)
        if not wanted or result == "void":
            return "", result
        register = into or self.register(result)
        suffix = "-wide" if result in WIDE else "" if result in PRIMITIVES else "-object"
        self.emit(f"move-result{suffix} {register}")
        return register, result

    def invoke(
        self, how: str, owner: str, member: Member, *, instance: str | None, arguments: tuple[Node, ...]
    ) -> None:
        full = [self.world.type(kind) for kind, _ in member.parameters or ()]
        mark = self.top
        result = descriptor(self.world.type(member.type))
        target = f"{descriptor(owner)}->{member.name}({''.join(map(descriptor, full))}){result}"
        kinds = [OBJECT, *full] if instance else full
        if sum(2 if kind in WIDE else 1 for kind in kinds) > 5:
            block = [self.register(kind) for kind in kinds]
            if instance:
                self.emit(f"move-object {block[0]}, {instance}")
            for argument, kind, register in zip(arguments, full, block[len(kinds) - len(full) :], strict=True):
                self.value(argument, kind, register)
            last = self.words_of(block[-1], kinds[-1])[-1]
            self.emit(f"invoke-{how}/range {{{block[0]} .. {last}}}, {target}")
        else:
            given = [self.value(a, kind) for a, kind in zip(arguments, full, strict=True)]
            given = [instance, *given] if instance else given
            words = [w for register, kind in zip(given, kinds, strict=True) for w in self.words_of(register, kind)]
            self.emit(f"invoke-{how} {{{', '.join(words)}}}, {target}")
        self.top = mark

    @staticmethod
    def words_of(register: str, kind: str) -> list[str]:
        """The registers that a value takes: two for a long or a double."""
        return [register, register[0] + str(int(register[1:]) + 1)] if kind in WIDE else [register]
