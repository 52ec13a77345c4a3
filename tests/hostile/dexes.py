"""DEX files that are well formed and made to be slow: deep, wide, long or looping beyond what any compiler writes.

Each gives the code of an app whose activity `h.Main` is open to everybody and runs, somewhere at the end of what is
hostile, `Runtime.exec` on what an intent brings.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.dexwriter import Class, Code
from tests.hostile.large import ACTIVITY, MAIN, OBJECT, RETURN, STRING, Large


def long_method(units: int = 1_000_000) -> bytes:
    """65,535 registers, a million instructions, and the argument handed through all of them."""
    dex = Large()
    moves = []
    for i in range(units // 3):
        moves += [0x0009, 20 + (i + 1) % 60_000, 20 + i % 60_000]
    code = [*dex.brought(0, 14), 0x0009, 20, 0, *moves, 0x0008, units // 3 % 60_000 + 20, *dex.run(0)]
    return dex.main(code, registers=0xFFFF)


def branches(count: int = 100_000) -> bytes:
    """A method of nothing but conditional branches: two to the power of 100,000 ways through."""
    dex = Large()
    steps = []
    for i in range(count):
        steps += [0x0038 | 1 << 8, 3, 0x0007 | (i % 2) << 8 | (1 - i % 2) << 12]
    return dex.main([*dex.brought(0, 14), *dex.text(1, "x"), *steps, *dex.run(0)])


def switches(count: int = 5_000, cases: int = 60_000) -> bytes:
    """Thousands of switches that share one payload of tens of thousands of targets."""
    dex = Large()
    begin = [*dex.brought(0, 14), 0x0112]
    end = [*dex.run(0), RETURN]
    payload = 2 + len(begin) + 3 * count + len(end)
    pad = payload % 2
    steps: list[int] = []
    for i in range(count):
        way = payload + pad - (2 + len(begin) + 3 * i)
        steps += [0x002B | 1 << 8, way & 0xFFFF, way >> 16]
    table = [0x0100, cases, 0, 0] + [3, 0] * cases
    return dex.main([*begin, *steps, *end, *[0] * pad, *table])


def chain(count: int = 60_000) -> bytes:
    """Each class extends the one before it; the last is called by the first one's name."""
    dex = Large()
    work = [dex.method(f"Lh/C{i};", "work", "V", STRING) for i in range(count)]
    code = Code([0x0108, 17, *dex.run(1), RETURN], registers=18, ins=2)
    for i in range(count):
        parent = f"Lh/C{i - 1};" if i else OBJECT
        dex.classes.append(Class(f"Lh/C{i};", parent, virtuals=[(work[i], 1, code)] if i % 1000 == 0 else []))
    return dex.main([*dex.brought(0, 14), 0x0112, *dex.call(0x6E, work[0], 1, 0)])


def ring(count: int = 20_000) -> bytes:
    """Classes that extend each other in a circle, and interfaces too."""
    dex = Large()
    work = [dex.method(f"Lh/C{i};", "work", "V", STRING) for i in range(count)]
    for i in range(count):
        above = f"Lh/C{(i + 1) % count};"
        dex.classes.append(Class(f"Lh/C{i};", above, interfaces=[above], virtuals=[(work[i], 0x401, None)]))
    return dex.main([*dex.brought(0, 14), 0x0112, *dex.call(0x6E, work[0], 1, 0), *dex.run(0)])


def implementations(count: int = 60_000, sites: int = 1_000) -> bytes:
    """One interface, 60,000 classes that implement it, called from many places, each of them calling on."""
    dex = Large()
    shape = "Lh/Shape;"
    work = dex.method(shape, "work", "V", STRING)
    dex.classes.append(Class(shape, flags=0x601, virtuals=[(work, 0x401, None)]))
    first = [dex.method(f"Lh/I{i};", "work", "V", STRING) for i in range(count)]
    again = Code([*dex.call(0x72, work, 0, 1), RETURN], registers=2, ins=2)
    last = Code([0x0108 | 0 << 12, 18, *dex.run(1), RETURN], registers=19, ins=2)
    for i, m in enumerate(first):
        code = last if i == count - 1 else again if i < sites else Code([RETURN], registers=2, ins=2)
        dex.classes.append(Class(f"Lh/I{i};", interfaces=[shape], virtuals=[(m, 1, code)]))
    return dex.main([*dex.brought(0, 14), 0x0112, *dex.call(0x72, work, 1, 0)])


def cycles(count: int = 20_000, calls: int = 20) -> bytes:
    """Every method calls the next twenty, round and round, handing the argument on; each of them runs it."""
    dex = Large()
    owner = "Lh/Loop;"
    methods = [dex.method(owner, f"m{i}", STRING, STRING) for i in range(count)]
    bodies = []
    for i in range(count):
        units = [0x0008, 18]
        for k in range(1, calls + 1):
            units += [*dex.call(0x71, methods[(i + k) % count], 0), 0x000C]
        bodies.append((methods[i], 9, Code([*units, *(dex.run(0) if i % 100 == 0 else ()), 0x0011], 19, 1)))
    dex.classes.append(Class(owner, directs=bodies))
    return dex.main([*dex.brought(0, 14), *dex.call(0x71, methods[0], 0)])


def callers(count: int = 60_000, calls: int = 2) -> bytes:
    """One method that runs its argument, called from 120,000 places, each with a constant of its own."""
    dex = Large()
    owner = "Lh/Many;"
    sink = dex.method(owner, "sink", "V", STRING)
    last = Code([0x0108 | 0 << 12, 17, *dex.run(1), RETURN], registers=18, ins=1)
    bodies: list[tuple[int, int, Code | int | None]] = [(sink, 9, last)]
    for i in range(count - 10):
        units = []
        for k in range(calls):
            units += [*dex.text(0, f"command {i} {k}"), *dex.call(0x71, sink, 0)]
        bodies.append((dex.method(owner, f"m{i}"), 9, Code([*units, RETURN], 1, 0)))
    dex.classes.append(Class(owner, directs=bodies))
    return dex.main([*dex.brought(0, 14), *dex.call(0x71, sink, 0)])


def long_texts(size: int = 10_000_000, uses: int = 20_000) -> bytes:
    """A string of 10 MB, named by thousands of instructions, as a command, a class and a reflected name."""
    dex = Large()
    huge = "A" * size
    name = dex.method("Ljava/lang/Class;", "forName", "Ljava/lang/Class;", STRING)
    units = []
    for _ in range(uses):
        units += dex.text(0, huge)
    units += [*dex.call(0x71, name, 0), *dex.run(0)]
    # a name of this length, for a class, a method and a field
    dex.field(MAIN, STRING, huge)
    dex.method(f"L{huge};", huge)
    return dex.main(units)


def many_texts(count: int = 400_000) -> bytes:
    """A pool of 400,000 strings, put together in one method to a name that is reflected on."""
    dex = Large()
    builder = "Ljava/lang/StringBuilder;"
    made = dex.method(builder, "<init>")
    append = dex.method(builder, "append", builder, STRING)
    whole = dex.method(builder, "toString", STRING)
    new = dex.type(builder)
    units = [0x0022, new, *dex.call(0x70, made, 0)]
    for i in range(count):
        units += [*dex.text(1, f"text {i}"), *dex.call(0x6E, append, 0, 1)]
    return dex.main([*units, *dex.call(0x6E, whole, 0), 0x000C, *dex.run(0)])


def decoders(count: int = 5_000) -> bytes:
    """Decoders that never end, double their text at each turn or call each other for ever, on the way to reflection."""
    dex = Large()
    owner = "Lh/Decode;"
    concat = dex.method(STRING, "concat", STRING, STRING)
    load = dex.method("Ljava/lang/Class;", "forName", "Ljava/lang/Class;", STRING)
    bodies: list[tuple[int, int, Code | int | None]] = []
    names = [dex.method(owner, f"d{i}", STRING, STRING) for i in range(count)]
    for i, m in enumerate(names):
        double = [*dex.call(0x6E, concat, 0, 0), 0x000C]
        spin = [*double, 0xFC28]  # goto -4
        units = {
            0: spin,
            1: [*dex.call(0x71, names[(i + 1) % count], 0), 0x000C, *dex.call(0x71, names[(i + 2) % count], 0), 0x000C],
            2: [0x0128 - 0x0100 | 0x0000, *()],
        }[i % 3]
        if i % 3 == 2:
            units = double * 40
        bodies.append((m, 9, Code([*units, 0x0011], 1, 1)))
    dex.classes.append(Class(owner, directs=bodies))
    units = []
    for m in names:
        units += [*dex.text(0, "a"), *dex.call(0x71, m, 0), 0x000C, *dex.call(0x71, load, 0)]
    return dex.main([*units, *dex.run(0)])


def fields(count: int = 3_000, uses: int = 20) -> bytes:
    """Fields that are each set from many others and from themselves; one of them is run."""
    dex = Large()
    owner = "Lh/State;"
    held = [dex.field(owner, STRING, f"f{i}") for i in range(count)]
    units: list[int] = []
    bodies: list[tuple[int, int, Code | int | None]] = []
    for i in range(count):
        units = []
        for k in range(uses):
            units += [0x0062, held[(i * 7 + k * 31) % count], 0x0069, held[i]]
        bodies.append((dex.method(owner, f"m{i}"), 9, Code([*units, RETURN], 1, 0)))
    dex.classes.append(Class(owner, directs=bodies, statics=[(f, 9) for f in held]))
    return dex.main([*dex.brought(0, 14), 0x0069, held[0], 0x0062, held[count // 2], *dex.run(0)])


def nested_calls(depth: int = 3_000, width: int = 20) -> bytes:
    """Each method hands its argument through many calls that return it: ways multiply at each level."""
    dex = Large()
    owner = "Lh/Deep;"
    methods = [dex.method(owner, f"m{i}", STRING, STRING) for i in range(depth)]
    bodies: list[tuple[int, int, Code | int | None]] = []
    for i, m in enumerate(methods):
        units: list[int] = []
        if i + 1 < depth:
            for _ in range(width):
                units += [*dex.call(0x71, methods[i + 1], 0), 0x000C]
        bodies.append((m, 9, Code([*units, 0x0011], 1, 1)))
    dex.classes.append(Class(owner, directs=bodies))
    return dex.main([*dex.brought(0, 14), *dex.call(0x71, methods[0], 0), 0x000C, *dex.run(0)])


def sinks(count: int = 60_000) -> bytes:
    """Sixty thousand calls of a sensitive API in methods that all lead to all of them."""
    dex = Large()
    owner = "Lh/Sinks;"
    methods = [dex.method(owner, f"m{i}", "V", STRING) for i in range(count)]
    bodies: list[tuple[int, int, Code | int | None]] = []
    for i, m in enumerate(methods):
        on = dex.call(0x71, methods[(i * 17 + 1) % count], 0)
        bodies.append((m, 9, Code([0x0008, 17, *on, *dex.run(0), RETURN], 18, 1)))
    dex.classes.append(Class(owner, directs=bodies))
    return dex.main([*dex.brought(0, 14), *dex.call(0x71, methods[0], 0)])


def arrays(dimensions: int = 250, count: int = 20_000) -> bytes:
    """Arrays of claimed sizes beyond any memory, filled from one shared payload."""
    dex = Large()
    kind = dex.type("[" * dimensions + "B")
    load = dex.method("Ljava/lang/Class;", "forName", "Ljava/lang/Class;", STRING)
    new = dex.method(STRING, "<init>", "V", "[B")
    begin = [0x0114, 0xFFFF, 0x7FFF]  # const v1, 0x7fffffff
    each = 8
    payload = 2 + len(begin) + each * count + 8 + 3 + 7 + 1
    payload += payload % 2
    units: list[int] = [*begin]
    for _ in range(count):
        way = payload - (2 + len(units) + 2)
        units += [0x0023 | 0 << 8 | 1 << 12, kind, 0x0026, way & 0xFFFF, way >> 16, 0, 0, 0]
    units += [0x0222, dex.type(STRING), *dex.call(0x70, new, 2, 0), *dex.call(0x71, load, 2), *dex.run(2), RETURN]
    units += [0] * (payload - 2 - len(units))
    return dex.main([*units, 0x0300, 1, 0xFFFF, 0x7FFF, *[0x4141] * 40_000])


def annotated(count: int = 30_000) -> bytes:
    """JavaScript bridges without end."""
    dex = Large()
    owner = "Lh/Bridge;"
    methods = [dex.method(owner, f"m{i}", "V", STRING) for i in range(count)]
    bodies: list[tuple[int, int, Code | int | None]] = [
        (m, 1, Code([0x0008, 18, *dex.run(0), RETURN], 19, 2)) for m in methods
    ]
    noted = [(m, ["Landroid/webkit/JavascriptInterface;"]) for m in methods]
    dex.classes.append(Class(owner, virtuals=bodies, method_annotations=noted))
    add = dex.method("Landroid/webkit/WebView;", "addJavascriptInterface", "V", OBJECT, STRING)
    return dex.main([0x0022, dex.type(owner), 0x0112, *dex.text(2, "b"), *dex.call(0x6E, add, 1, 0, 2)])


def long_names(hops: int = 100, size: int = 200_000, entries: int = 100) -> bytes:
    """A path of a hundred calls through classes whose names are 200 kB each, from a hundred activities."""
    dex = Large()
    names = [f"Lh/{chr(97 + i % 26) * size}{i};" for i in range(hops)]
    methods = [dex.method(name, "m", "V", STRING) for name in names]
    for i, (name, m) in enumerate(zip(names, methods, strict=True)):
        units = dex.call(0x71, methods[i + 1], 0) if i + 1 < hops else dex.run(0)
        dex.classes.append(Class(name, directs=[(m, 9, Code([0x0008, 18, *units, RETURN], 19, 1))]))
    for i in range(entries):
        begin = dex.method(f"Lh/A{i};", "onCreate", "V", "Landroid/os/Bundle;")
        code = Code([0x0008 | 14 << 8, 16, *dex.brought(0, 14), *dex.call(0x71, methods[0], 0), RETURN], 18, 2)
        dex.classes.append(Class(f"Lh/A{i};", ACTIVITY, virtuals=[(begin, 1, code)]))
    return dex.main([*dex.brought(0, 14), *dex.call(0x71, methods[0], 0)])


def aliases(count: int = 60_000, calls: int = 60_000) -> bytes:
    """One builder held by 60,000 registers, and 60,000 calls that change it."""
    dex = Large()
    builder = "Ljava/lang/StringBuilder;"
    made = dex.method(builder, "<init>")
    append = dex.method(builder, "append", builder, STRING)
    whole = dex.method(builder, "toString", STRING)
    units = [*dex.brought(0, 14), 0x0122, dex.type(builder), *dex.call(0x70, made, 1)]
    for i in range(20, 20 + count):
        units += [0x0009, i, 1]
    for _ in range(calls):
        units += dex.call(0x6E, append, 1, 0)
    units += [*dex.call(0x6E, whole, 1), 0x000C, *dex.run(0)]
    return dex.main(units, registers=count + 40)


def handlers(tries: int = 20_000, catches: int = 20_000) -> bytes:
    """Twenty thousand try blocks that all name one list of 20,000 handlers."""
    dex = Large()
    units = dex.brought(0, 14)
    start = 2 + len(units)
    end = [*dex.run(0)]
    code = [*units, *[0x0000] * (2 * tries), *end]
    kinds = [f"Lh/E{i};" for i in range(200)]
    listed = [(kinds[i % 200], start) for i in range(catches)]
    body = dex.main(code, tries=[(start + 2 * i, 2, listed if i == tries - 1 else ()) for i in range(tries)])
    # Every try block names the last one's list: its offset is the last two bytes of the eight of each
    data = bytearray(body)
    at = dex.places[f"code {dex.method(MAIN, 'onCreate', 'V', 'Landroid/os/Bundle;')}"]
    size = int.from_bytes(data[at + 12 : at + 16], "little")
    first = at + 16 + 2 * (size + size % 2)
    last = data[first + 8 * tries - 2 : first + 8 * tries]
    for i in range(tries):
        data[first + 8 * i + 6 : first + 8 * i + 8] = last
    return bytes(data)


def shared_code(count: int = 60_000, units: int = 20_000) -> bytes:
    """Sixty thousand methods whose code is one and the same item."""
    dex = Large()
    owner = "Lh/Shared;"
    work = [dex.method(owner, f"m{i}", "V", STRING) for i in range(count)]
    body = Code([0x0008, 18, *[*dex.call(0x71, work[-1], 0)] * (units // 3), *dex.run(0), RETURN], 19, 1)
    dex.classes.append(Class(owner, directs=[(work[0], 9, body)]))
    begin = [*dex.brought(0, 14), *dex.call(0x71, work[0], 0)]
    dex.main(begin)
    at = dex.places[f"code {work[0]}"]  # the class's own code comes first, so it stays there
    dex.classes[0] = Class(owner, directs=[(work[0], 9, body), *[(m, 9, at) for m in work[1:]]])
    return dex.build()


def reflections(count: int = 10_000) -> bytes:
    """Ten thousand methods found by names that are put together, each call behind the result of another."""
    dex = Large()
    cls, method = "Ljava/lang/Class;", "Ljava/lang/reflect/Method;"
    load = dex.method(cls, "forName", cls, STRING)
    get = dex.method(cls, "getMethod", method, STRING, "[Ljava/lang/Class;")
    invoke = dex.method(method, "invoke", OBJECT, OBJECT, "[Ljava/lang/Object;")
    concat = dex.method(STRING, "concat", STRING, STRING)
    owner = "Lh/Reflect;"
    bodies: list[tuple[int, int, Code | int | None]] = []
    for i in range(count):
        units = [*dex.text(1, "h.Ref"), *dex.text(2, "lect"), *dex.call(0x6E, concat, 1, 2), 0x010C]
        units += [*dex.call(0x71, load, 1), 0x010C, *dex.text(2, f"m{(i * 7 + 1) % count}")]
        units += [*dex.call(0x6E, get, 1, 2, 3), 0x010C, *dex.call(0x6E, invoke, 1, 1, 0), 0x000C]
        bodies.append((dex.method(owner, f"m{i}", OBJECT, OBJECT), 9, Code([0x0008, 18, *units, 0x0011], 19, 1)))
    dex.classes.append(Class(owner, directs=bodies))
    return dex.main([*dex.brought(0, 14), *dex.call(0x71, bodies[0][0], 0), 0x000C, *dex.run(0)])


def runnables(count: int = 20_000, sites: int = 20_000) -> bytes:
    """Twenty thousand Runnables handed to a Handler in as many places, without saying which."""
    dex = Large()
    runnable, handler = "Ljava/lang/Runnable;", "Landroid/os/Handler;"
    post = dex.method(handler, "post", "Z", runnable)
    bodies = []
    for i in range(count):
        m = dex.method(f"Lh/R{i};", "run")
        dex.classes.append(Class(f"Lh/R{i};", interfaces=[runnable], virtuals=[(m, 1, Code([RETURN], 1, 1))]))
    owner = "Lh/Post;"
    for i in range(sites):
        m = dex.method(owner, f"p{i}", "V", handler, runnable)
        bodies.append((m, 9, Code([*dex.call(0x6E, post, 0, 1), RETURN], 2, 2)))
    dex.classes.append(Class(owner, directs=bodies))
    return dex.main([*dex.brought(0, 14), *dex.run(0)])


HOSTILE: dict[str, Callable[[], bytes]] = {
    one.__name__: one
    for one in (
        long_method, branches, switches, chain, ring, implementations, cycles, callers, long_texts, many_texts,
        decoders, fields, nested_calls, sinks, arrays, annotated, long_names, aliases, handlers, shared_code,
        reflections, runnables,
    )
}  # fmt: skip
