"""What a map of opinions tells, once it may be told: figures, words, drawing, files. No numpy here: pages read it."""
