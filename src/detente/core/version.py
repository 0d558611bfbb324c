"""The version of detente, at the bottom so that every floor can print it."""

__all__ = ["VERSION"]

VERSION = "0.1.0"
