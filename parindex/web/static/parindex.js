// The little that HTML cannot do: close open menus, print, copy, go to the first error, say when sending failed.
"use strict";

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  const button = event.target.closest("[data-print], [data-copy]");
  if (!button) return;
  if ("print" in button.dataset) window.print();
  if ("copy" in button.dataset) copy(button);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// data-copy names the field whose value goes to the clipboard; data-copied is what the button then says.
function copy(button) {
  const field = document.getElementById(button.dataset.copy);
  field.select();
  if (navigator.clipboard) navigator.clipboard.writeText(field.value);
  else document.execCommand("copy");
  if (button.dataset.copied) button.textContent = button.dataset.copied;
}

function focusFirst() {
  const place = document.querySelector("[data-focus]");
  if (place) place.focus();
}
focusFirst();
document.addEventListener("htmx:afterSettle", focusFirst);

// data-failed of the notices says it in the page's language.
function failed() {
  const notices = document.getElementById("notices");
  const note = document.createElement("div");
  note.className = "notice notice-error";
  note.setAttribute("role", "alert");
  note.textContent = notices.dataset.failed;
  notices.replaceChildren(note);
  notices.scrollIntoView();
}
document.addEventListener("htmx:sendError", failed);
document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status >= 500) failed();
});
