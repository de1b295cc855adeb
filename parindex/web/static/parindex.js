// The little that HTML cannot do: close open menus, print, copy, go to the first error; say when
// sending failed, and where a table is broader than its box.
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

// data-copy names the places whose words go to the clipboard, a line each; data-copied is what the button then says.
// A hidden one shows where this script runs: without it the words are selected by a click (user-select).
function copy(button) {
  const places = button.dataset.copy.split(" ").map((id) => document.getElementById(id));
  const words = places.map((place) => place.value ?? place.textContent.trim()).join("\n");
  if (navigator.clipboard) navigator.clipboard.writeText(words);
  else copyBySelecting(words, button);
  if (button.dataset.copied) button.textContent = button.dataset.copied;
}

function copyBySelecting(words, button) {
  const field = document.createElement("textarea");
  field.value = words;
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
  button.focus();
}

function showCopying() {
  for (const button of document.querySelectorAll("[data-copy][hidden]")) button.hidden = false;
}
showCopying();
document.addEventListener("htmx:afterSettle", showCopying);

// Above each table that is broader than its box: that there is more beside it. A finger sees no scroll bar.
function hintSideways() {
  const words = document.getElementById("notices")?.dataset.sideways;
  for (const box of document.querySelectorAll(".table-wrap")) {
    const before = box.previousElementSibling;
    const hint = before?.classList.contains("sideways") ? before : null;
    const broad = box.scrollWidth > box.clientWidth + 1 && getComputedStyle(box).overflowX !== "visible";
    if (hint && !broad) hint.remove();
    if (hint || !broad || !words) continue;
    const note = document.createElement("p");
    note.className = "sideways no-print";
    note.textContent = words;
    box.before(note);
  }
}
window.addEventListener("load", hintSideways);
window.addEventListener("resize", hintSideways);
document.addEventListener("toggle", hintSideways, true);
document.addEventListener("htmx:afterSettle", hintSideways);

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

// Forms marked data-keep: what is typed stays in this tab (sessionStorage) until the server says that it has it, so
// that a session which ends meanwhile costs nobody a word. data-unsaved: the form shows what the server has refused.
const KEPT = "parindex/";
const TYPED = "textarea, select, input:not([type=hidden], [type=file], [type=password], [type=submit])";

function typedIn(form) {
  const typed = {};
  for (const field of form.querySelectorAll(TYPED)) {
    if (field.name) typed[field.name] = field.type === "checkbox" ? field.checked : field.value;
  }
  return typed;
}

function asDrawn(form) {
  const drawn = {};
  for (const field of form.querySelectorAll(TYPED)) {
    if (!field.name) continue;
    if (field.type === "checkbox") drawn[field.name] = field.defaultChecked;
    else if (field.tagName === "SELECT") {
      const chosen = [...field.options].find((one) => one.defaultSelected) ?? field.options[0];
      drawn[field.name] = chosen ? chosen.value : "";
    }
    else drawn[field.name] = field.defaultValue;
  }
  return drawn;
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
const changed = (form) => "unsaved" in form.dataset || !same(typedIn(form), asDrawn(form));

function keep(form, sent = false) {
  const record = { typed: typedIn(form), version: form.elements.version?.value, sent };
  try {
    sessionStorage.setItem(KEPT + form.dataset.keep, JSON.stringify(record));
  } catch { /* Storage is off or full: the form works as before. */ }
}

function kept() {
  try {
    return Object.keys(sessionStorage).filter((key) => key.startsWith(KEPT));
  } catch {
    return [];
  }
}

function forget(key) {
  sessionStorage.removeItem(KEPT + key);
}

function settle() {
  const done = document.querySelector("#notices .notice-success");
  for (const key of kept()) {
    const record = JSON.parse(sessionStorage.getItem(key));
    if (record.sent && done) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify({ ...record, sent: false }));
  }
  for (const place of document.querySelectorAll("[data-kept]")) place.hidden = !kept().length;
  for (const form of document.querySelectorAll("form[data-keep]")) {
    if ("unsaved" in form.dataset) keep(form);
    if ("unsaved" in form.dataset || !kept().includes(KEPT + form.dataset.keep)) continue;
    const record = JSON.parse(sessionStorage.getItem(KEPT + form.dataset.keep));
    if (same({ ...asDrawn(form), ...record.typed }, asDrawn(form))) forget(form.dataset.keep);
    else restore(form, record);
  }
}

// The version goes back too: what somebody else has saved meanwhile is then shown, not overwritten.
function restore(form, record) {
  for (const field of form.querySelectorAll(TYPED)) {
    if (!(field.name in record.typed)) continue;
    if (field.type === "checkbox") field.checked = record.typed[field.name];
    else field.value = record.typed[field.name];
  }
  const version = form.elements.version;
  const newest = version?.value;
  if (version && record.version !== undefined) version.value = record.version;
  for (let box = form.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
  const notices = document.getElementById("notices");
  const note = document.createElement("div");
  note.className = "notice notice-info";
  note.setAttribute("role", "status");
  const drop = document.createElement("button");
  drop.type = "button";
  drop.className = "btn btn-small";
  drop.textContent = notices.dataset.drop;
  drop.addEventListener("click", () => {
    forget(form.dataset.keep);
    form.reset();
    if (version) version.value = newest;
    note.remove();
  });
  note.append(`${notices.dataset.restored} `, drop);
  form.prepend(note);
}

let leaving = false;
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-keep]");
  if (form) keep(form);
});
document.addEventListener("submit", (event) => {
  leaving = true;
  if ("keep" in event.target.dataset) keep(event.target, true);
  // Who signs out here leaves nothing behind for the next person.
  if ("forget" in event.target.dataset) kept().forEach((key) => sessionStorage.removeItem(key));
});
window.addEventListener("beforeunload", (event) => {
  if (!leaving && [...document.querySelectorAll("form[data-keep]")].some(changed)) event.preventDefault();
});
settle();
