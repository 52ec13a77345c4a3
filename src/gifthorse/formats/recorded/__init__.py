"""Traffic as proxies and browsers record it: requests and responses, not packets.

`har` and `mitmproxy` read one entry each into the same few values.
"""
