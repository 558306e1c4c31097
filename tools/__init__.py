"""What the Makefile runs: set-up, and the generator of the documentation."""
