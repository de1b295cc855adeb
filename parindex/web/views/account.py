"""Signing in and out, and changing one's own password."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from parindex.records.actions import user as users
from parindex.web.door import without_role
from parindex.web.forms.account import PasswordForm, SignInForm

sign_in = LoginView.as_view(
    template_name="account/sign_in.html", authentication_form=SignInForm, redirect_authenticated_user=True
)
sign_out = without_role(LogoutView.as_view())


def locked_out(request: HttpRequest, response: HttpResponse | None, credentials: dict | None) -> HttpResponse:  # noqa: ARG001
    """What django-axes shows while it refuses an account from an address (settings.AXES_LOCKOUT_CALLABLE)."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    answer = render(request, "account/locked_out.html", {"minutes": minutes}, status=429)
    answer.headers["Retry-After"] = str(minutes * 60)
    return answer


@without_role
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    form = PasswordForm(request, request.POST if request.method == "POST" else None)
    if form.is_valid():
        user = users.change_password(request.user, form.cleaned_data["new_password1"], on=request.on, at=request.at)
        update_session_auth_hash(request, user)
        messages.success(request, _("Đã đổi mật khẩu."))
        return redirect("home")
    return render(request, "account/password.html", {"form": form, "forced": request.user.must_change_password})


@login_not_required
@require_GET
def health(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 – Django's signature
    """For whoever watches over the server: the web answers."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")
