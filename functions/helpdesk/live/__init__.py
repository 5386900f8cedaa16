"""The live connection: who is connected, what they watch, who else is here, and what is pushed to whom."""
