"""Shell scripts as the commands they hold: `formats.shell.read(data) -> Script`."""

from gifthorse.formats.shell.commands import Command, Script, read

__all__ = ["Command", "Script", "read"]
