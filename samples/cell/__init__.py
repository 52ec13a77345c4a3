"""Signalling of a made-up radio network, for the rules about the cellular link."""
