"""Photos and short videos: every byte accounted for, every tag read, no pixel decoded."""
