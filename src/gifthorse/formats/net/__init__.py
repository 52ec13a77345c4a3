"""Network headers: from packets to addresses, ports and payloads."""

from gifthorse.formats.net.category import SAYS, Category
from gifthorse.formats.net.decode import decode
from gifthorse.formats.net.headers import Headers
from gifthorse.formats.net.link import link_name

__all__ = ["SAYS", "Category", "Headers", "decode", "link_name"]
