"""The reference deployment: one settings file, one stack for each pillar."""
