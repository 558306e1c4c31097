"""Apps that are timed against one another, each in a process of its own."""
