"""Helpers of the tests: templates that read well, and the project's commands in processes of their own."""
