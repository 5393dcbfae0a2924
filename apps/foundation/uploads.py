"""Uploads, sealed while they come in: nothing readable reaches a disk."""
