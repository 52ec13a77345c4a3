"""An app's code as one program: call graph, entries, reach and the origins of arguments."""
