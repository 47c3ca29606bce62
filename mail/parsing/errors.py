"""A mail that cannot be read, and why, in Dutch for the agent who finds it."""


class Unparsable(Exception):
    pass
