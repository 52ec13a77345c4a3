"""The radio network: logs of a modem and GSMTAP -> signalling messages -> what they say."""
