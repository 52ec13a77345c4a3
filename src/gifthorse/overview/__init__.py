"""What a page of the reports tells of many rows at once: bounded facts put together from the tables."""
