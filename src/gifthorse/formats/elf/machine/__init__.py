"""Machine code as far as it tells who calls what with which arguments: AArch64 and Thumb.

A decoder turns the code of one function into steps (`steps.py`) that name registers and constants and nothing else.
"""
