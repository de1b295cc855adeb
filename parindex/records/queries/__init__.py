"""Reads: every one starts from what the viewer may see. They ask for no clock."""
