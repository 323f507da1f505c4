// What pages need beside htmx: the dialog by which a session that ended begins again without leaving the page, print, and
// Alt with a button's accesskey in every browser: some want Shift too, and some do nothing.
"use strict";

document.addEventListener("htmx:afterSwap", (event) => {
  const dialog = document.getElementById("again");
  if (!dialog || event.detail.target.id !== "log-in-again") return;
  if (!dialog.open) dialog.showModal();
  const name = dialog.querySelector("input[name=name]");
  (name.value ? dialog.querySelector("input[name=password]") : name).focus();
});

document.addEventListener("loggedIn", () => {
  const dialog = document.getElementById("again");
  dialog.close();
  dialog.querySelector("#log-in-again").replaceChildren();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.repeat) return;
  const button = document.querySelector(`button[accesskey="${CSS.escape(event.key)}"]`);
  if (button) {
    event.preventDefault();
    button.click();
  }
});

// On a phone the steps of a fair stand in one line that is wider than the page: show the present one.
document.querySelector(".steps [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
