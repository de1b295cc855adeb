"""Accounts and their roles, for the administrator."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods

from parindex.core.words import fold
from parindex.records.actions import user as actions
from parindex.records.models import User
from parindex.records.permissions import NotFound
from parindex.records.queries import agency as agencies
from parindex.records.queries import user as queries
from parindex.web.forms.attempt import attempt
from parindex.web.forms.user import ActForm, NewUserForm, RoleForm
from parindex.web.sorting import page_of

_DONE = {
    "give": gettext_lazy("Đã giao vai trò cho %(name)s."),
    "end": gettext_lazy("%(name)s đã thôi vai trò này."),
    "activate": gettext_lazy("Đã mở lại tài khoản của %(name)s; người này đăng nhập được."),
    "deactivate": gettext_lazy("Đã khóa tài khoản của %(name)s; người này không đăng nhập được nữa."),
}


@require_GET
def users(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("tim", "").strip()
    found = queries.users(request.viewer).order_by("username")
    if words:
        found = [one for one in found if fold(words) in fold(f"{one.username} {one.name}")]
    context = {"page": page_of(request, found), "words": words}
    return render(request, "administration/users.html", context)


@sensitive_variables("made")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The password is shown in the answer, once; it is kept nowhere, so there is nothing to redirect to."""
    request.viewer.require("manage_users")
    offices = agencies.in_force(request.viewer)
    form, status = NewUserForm(request.POST if request.method == "POST" else None, agencies=offices), 200
    if request.method == "POST":
        made, status = attempt(
            form,
            lambda data: actions.add_member(
                request.viewer, data["username"], data["name"], data["email"], data["role"], form.agency_id
            ),
        )
        if made:
            return _secret(request, made[0], made[1])
    return render(request, "administration/user_new.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
def user(request: HttpRequest, user_id: UUID) -> HttpResponse:
    found = queries.user(request.viewer, user_id)
    role = RoleForm(agencies=agencies.in_force(request.viewer))
    if request.method == "GET":
        return _draw(request, found, role, None, 200)
    act = ActForm(request.POST)
    giving = request.POST.get("do") == "give"
    if giving:
        role = RoleForm(request.POST, agencies=agencies.in_force(request.viewer))
    done, status = attempt(role if giving else act, lambda data: _order(request, found, role, data))
    if status != 200:
        return _draw(request, found, role, None if giving else act, status)
    if request.POST["do"] == "reset":
        return _secret(request, found, done)
    messages.success(request, _DONE[request.POST["do"]] % {"name": found.name})
    return redirect("user", user_id)


@sensitive_variables()
def _order(request: HttpRequest, found: User, role: RoleForm, data: dict[str, Any]) -> Any:
    """The action of one button; `data` is the role's where one is given."""
    do = data.get("do", "give")
    if do == "give":
        return actions.give_role(request.viewer, found.pk, data["role"], role.agency_id, data["start"], data["end"])
    if do == "reset":
        return actions.reset_password(request.viewer, found.pk)
    if do == "end":
        if data["membership"] not in {role.pk for role in found.roles}:
            raise NotFound("membership")
        return actions.end_role(request.viewer, data["membership"])
    return actions.set_active(request.viewer, found.pk, do == "activate")


def _draw(request: HttpRequest, found: User, role: forms.Form, act: forms.Form | None, status: int) -> HttpResponse:
    context = {"found": found, "form": role, "act": act}
    return render(request, "administration/user.html", context, status=status)


@sensitive_variables("secret")
def _secret(request: HttpRequest, found: User, secret: str) -> HttpResponse:
    return render(request, "administration/password.html", {"found": found, "secret": secret})
