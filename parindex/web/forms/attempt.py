"""Sending a form to an action: what the action refuses is said on the form, with everything typed kept."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict

from parindex.core.errors import InputError
from parindex.records.actions.history import Conflict


def sent(request: HttpRequest) -> QueryDict | None:
    """What a POST carries, be it nothing at all; None for any other method."""
    return request.POST if request.method == "POST" else None


def attempt(form: forms.Form, order: Callable[[dict[str, Any]], Any]) -> tuple[Any, int]:
    """Give the form's data to `order`; returns what it answers and 200, or None and the status to draw the form with.

    422 where the form or the action finds fault, 409 where somebody else changed the same thing meanwhile.
    """
    if not form.is_valid():
        return None, 422
    try:
        return order(form.cleaned_data), 200
    except Conflict as error:
        form.add_error(None, str(error))
        return None, 409
    except InputError as error:
        form.add_error(None, str(error))
        return None, 422
