"""Many small specimens assembled as one program, since starting the assembler costs more than all of them."""

from __future__ import annotations

from functools import cached_property

from tests.specimen import program

from gifthorse.analysis.code.apis import Use, find_uses
from gifthorse.analysis.code.dataflow import Values
from gifthorse.analysis.code.program import Program


class Cases:
    """Collects specimens while a test module is loaded; `@` in a specimen stands for a package of its own, § for @."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def add(self, text: str) -> str:
        """Add a specimen; its package is returned."""
        package = f"c{len(self.texts)}"
        self.texts.append(text.replace("@", package).replace("§", "@"))
        return package

    @cached_property
    def app(self) -> Program:
        """All specimens as one program."""
        return program("".join(self.texts))

    @cached_property
    def values(self) -> Values:
        """Its values."""
        return Values(self.app)

    @cached_property
    def found(self) -> list[Use]:
        """Its sensitive calls."""
        return find_uses(self.app, self.values)

    def uses(self, package: str) -> dict[str, Use]:
        """Sensitive calls of one specimen by API."""
        return {u.api.id: u for u in self.found if self.app.cls(u.method).startswith(f"{package}.")}

    def label(self, method: int) -> str:
        """A method's name without the specimen's package."""
        return self.app.label(method).partition(".")[2]
