"""What comes in: who may send it, accepting it once, publishing by apps."""
