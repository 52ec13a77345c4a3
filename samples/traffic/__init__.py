"""Small captures of what a phone says on the line, written packet by packet: hits and twins for the rules."""
