"""Fuzz targets, run by `make fuzz`, never by the tests."""
