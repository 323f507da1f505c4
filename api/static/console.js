// What pages need beside htmx: the dialog by which a session that ended begins again without leaving the page, print,
// Alt with a button's accesskey in every browser (some want Shift too, and some do nothing), and Enter in a field that
// has a button of its own.
"use strict";

// What was pressed when the session had ended was refused before anything was done: it is sent again after the log-in.
// What a page asks by itself meanwhile leaves the open dialog, and the password being typed, alone.
let refused = null;

document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, requestConfig: { elt, triggeringEvent: pressed } } = event.detail;
  const dialog = document.getElementById("again");
  if (target.id !== "log-in-again" || !dialog || dialog.contains(elt)) return;
  if (pressed && elt.contains(pressed.target)) refused = pressed;
  if (dialog.open) event.detail.shouldSwap = false;
});

document.addEventListener("close", () => { refused = null; }, true);

document.addEventListener("htmx:afterSwap", (event) => {
  const dialog = document.getElementById("again");
  if (!dialog || event.detail.target.id !== "log-in-again") return;
  if (!dialog.open) dialog.showModal();
  const name = dialog.querySelector("input[name=name]");
  (name.value ? dialog.querySelector("input[name=password]") : name).focus();
});

document.addEventListener("loggedIn", () => {
  const dialog = document.getElementById("again");
  const again = refused;
  dialog.close();
  dialog.querySelector("#log-in-again").replaceChildren();
  if (again?.target.isConnected) again.target.dispatchEvent(new again.constructor(again.type, again));
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

// Enter in a field that has a button of its own presses that one, where one form has many.
document.addEventListener("keydown", (event) => {
  const name = event.key === "Enter" && !event.isComposing && event.target.dataset?.enter;
  if (name) {
    event.preventDefault();
    document.getElementById(name)?.click();
  }
});

// What is typed into a field of a choice makes that choice.
document.addEventListener("input", (event) => {
  const choice = document.getElementById(event.target.dataset?.chooses);
  if (choice) choice.checked = true;
});

// The posts that a note may introduce to follow the list; what was chosen while it was on its way stays. Options that
// are moved from one select to another choose anew, so they are put in here and the choice is made again.
document.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
  if (detail.target.id !== "post_id") return;
  const chosen = detail.target.value, options = [...detail.fragment.querySelectorAll("option")];
  detail.target.replaceChildren(...options);
  (options.find((one) => one.value === chosen) ?? options.find((one) => one.defaultSelected) ?? options[0]).selected = true;
  detail.shouldSwap = false;
});

// On a phone the steps of a fair stand in one line that is wider than the page: show the present one.
document.querySelector(".steps [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

// A file that a form gives out leaves its page as it was: fetch it, then show the page as it stands by now. What is
// refused is sent again as forms are, so that the page says why.
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-file]");
  if (!form) return;
  event.preventDefault();
  const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
  const name = /filename="([^"]+)"/.exec(answer.headers.get("content-disposition") ?? "");
  if (!answer.ok || !name) return form.submit();
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await answer.blob());
  link.download = name[1];
  document.body.append(link);
  link.click();
  setTimeout(() => location.assign(form.dataset.file), 500);
});

// The language is changed with what was typed kept: the page is shown anew around it.
const fields = (page) => [...page.querySelectorAll("main form[method=post] :is(input, textarea, select)[id]:not([type=file])")];
const isTicked = (one) => one.type === "checkbox" || one.type === "radio";
const isTyped = (one) => isTicked(one) ? one.checked !== one.defaultChecked
  : one.options ? [...one.options].some((option) => option.selected !== option.defaultSelected) : one.value !== one.defaultValue;

document.addEventListener("submit", async (event) => {
  const form = event.target, typed = fields(document).filter(isTyped);
  if (form.getAttribute("action") !== "/language" || !typed.length) return;
  event.preventDefault();
  await fetch("/language", { method: "POST", body: new URLSearchParams(new FormData(form, event.submitter)), redirect: "manual" });
  const answer = await fetch(location.href);
  if (!answer.ok || answer.redirected) return location.reload();
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.documentElement.lang = fresh.documentElement.lang;
  document.title = fresh.title;
  document.body.replaceWith(document.adoptNode(fresh.body));
  htmx.process(document.body);
  for (const old of typed) {
    const one = document.getElementById(old.id);
    if (one && isTicked(one)) one.checked = old.checked;
    else if (one) one.value = old.value;
  }
});

// What is typed into a form and was not sent is not left unasked: the browser says so in its own words. A form that
// came back with a fault holds what was typed; its own buttons and links leave it on purpose.
let isMeant = false;
const mean = (event) => { isMeant ||= Boolean(event.target.closest(event.type === "submit" ? "form[data-unsent]" : "form[data-unsent] a")); };
document.addEventListener("submit", mean);
document.addEventListener("click", mean);

window.addEventListener("pageshow", () => { isMeant = false; });
window.addEventListener("beforeunload", (event) => {
  const form = document.querySelector("form[data-unsent]");
  if (!form || isMeant) return;
  if (form.dataset.unsent === "typed" || [...form.querySelectorAll("[id]:is(input, textarea, select)")].some(isTyped)) event.preventDefault();
});
