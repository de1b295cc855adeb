"""The one exception for what a person can mend: bad input, said in Vietnamese with where and what to do."""


class InputError(Exception):
    """The input or the call is at fault. `str(error)` is one clear Vietnamese message."""
