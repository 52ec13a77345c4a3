"""Photos for the tests, made from nothing: rendered scenes, tags written by ExifTool, parts joined by hand."""
