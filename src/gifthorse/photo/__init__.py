"""What is done with photos beyond reading them: scrubbed copies, comparisons, matches with a phone."""
