/* Lets the pieces of HTML that Python draws answer: an element with data-do and data-value sends both to Python when it
   is clicked, or when Enter or the space bar is pressed on it. One pair of ears listens for the whole page. */
export default function (component) {
  const { data, setTriggerValue } = component;
  const ears = window.passageEars || (window.passageEars = { listening: false });
  ears.send = (what, value) => setTriggerValue("act", { what: what, value: value, at: Date.now() });
  if (ears.leaving !== window.location.pathname) { ears.leaving = null; }
  ears.home = component.parentElement;  // gone from the page together with this listener
  if (!ears.listening) {
    ears.listening = true;
    document.addEventListener("click", act);
    document.addEventListener("keydown", act);
    document.addEventListener("keydown", step);
    document.addEventListener("change", typed);
    document.addEventListener("focusin", hold);
    document.addEventListener("pointerdown", (event) => { if (ears.held && !ears.held.at.contains(event.target)) { ears.held = null; } }, true);
    new MutationObserver(again).observe(document.body, { childList: true, subtree: true });
    // Not "scroll": going to the part asked for, and a map that loads above, scroll too, and nobody has read on.
    ["wheel", "touchmove", "keydown", "pointerdown"].forEach((by) => document.addEventListener(by, () => { ears.scrolled = true; }, { capture: true, passive: true }));
  }
  if (ears.turn !== data.turn) {
    ears.turn = data.turn;
    const list = document.querySelector(".st-key-passages");
    if (list) { list.scrollTop = 0; }
  }
  if (data.seek && ears.sought !== data.seek) {
    ears.sought = data.seek;
    whenThere(data.seek, (goal) => { goal.scrollIntoView({ block: "center" }); mark(goal); });
  }
  clearTimeout(ears.timer);
  if (data.tick) { ears.timer = setTimeout(() => ears.send("tick", ""), data.tick); }
  if (data.follow) { whenThere("[data-part]", follow); } else if (ears.watch) { ears.watch.disconnect(); ears.reading = null; }
}

/* What Python sends after this listener comes on the page a little later. */
function whenThere(selector, then, tries = 100) {
  const found = document.querySelector(selector);
  if (found) { then(found); } else if (tries) { setTimeout(() => whenThere(selector, then, tries - 1), 50); }
}

function act(event) {
  const ears = window.passageEars, at = event.target.closest && event.target.closest("[data-do]");
  if (!at || at.tagName === "INPUT" || at.tagName === "SELECT") { return; }
  if (event.type === "keydown") {
    if (event.key !== "Enter" && event.key !== " ") { return; }
    if (at.tagName === "BUTTON" || at.tagName === "A") { return; }
  }
  if (at.tagName === "A") {
    at.search = window.location.search;  // the address may have changed since the link was drawn
    if (event.ctrlKey || event.metaKey || event.shiftKey || !ears.home.isConnected) { return; }
  }
  event.preventDefault();
  const what = at.dataset.do, value = at.dataset.value || "";
  if (what === "copy") { copy(at); return; }
  if (what === "fold") { at.setAttribute("aria-expanded", String(document.body.classList.toggle(value))); return; }
  if (ears.home.isConnected) {
    // What the page left behind says by itself would cut short the run of the page gone to.
    if (what === "page" || what === "read") { ears.leaving = window.location.pathname; clearTimeout(ears.timer); }
    ears.send(what, value);
  }
}

const TWINS = { play: "stop", stop: "play" };  // one button, which does the one or the other

function alike(scope, what) {
  return [...scope.querySelectorAll("[data-do]")].filter((one) => one.dataset.do === what || one.dataset.do === TWINS[what]);
}

/* Remember what has the focus, and all that is around it: most of the page is drawn anew after every act. */
function hold(event) {
  const ears = window.passageEars, at = event.target;
  if (at === ears.instead) { return; }
  ears.held = null;
  if (!at.dataset || !at.dataset.do) { return; }
  const around = [];
  for (let one = at.parentElement; one && one.closest('[data-testid="stMain"]'); one = one.parentElement) { around.push(one); }
  const what = at.dataset.do, order = alike(at.closest(".live") || document, what).indexOf(at);
  ears.held = { at: at, what: what, value: at.dataset.value, label: at.getAttribute("aria-label"), order: order, around: around };
}

/* Where what had the focus is gone, give it to what does the same in the part of the page that stayed: with the same value, else the same label,
   else in the same order. Where nothing does, give it to that part itself, from where Tab goes on. */
function again() {
  const ears = window.passageEars, held = ears.held, lost = document.activeElement === document.body;
  if (!held || held.at.isConnected || !(lost || document.activeElement === ears.instead)) { return; }
  const scope = held.around.find((one) => one.isConnected);
  if (!scope) { return; }
  const all = alike(scope, held.what), last = all[Math.min(held.order, all.length - 1)], near = [last, ...all];
  const next = all.length && (near.find((one) => one.dataset.value === held.value) || near.find((one) => held.label && one.getAttribute("aria-label") === held.label) || last);
  if (next) { next.focus({ preventScroll: true }); return; }
  if (lost) {
    ears.instead = scope;
    scope.tabIndex = -1;
    scope.focus({ preventScroll: true });
  }
}

/* In a row of many small things, one is in the order of Tab; arrows, Home and End go to the others, from left to right. */
function step(event) {
  const at = event.target.closest && event.target.closest('[role="toolbar"] [data-do]');
  const way = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity }[event.key];
  if (!at || !way || event.ctrlKey || event.metaKey || event.altKey) { return; }
  event.preventDefault();
  const left = (one) => one.getBoundingClientRect().left;
  const all = [...at.closest('[role="toolbar"]').querySelectorAll("[data-do]")].sort((a, b) => left(a) - left(b));
  const next = all[Math.max(0, Math.min(all.length - 1, all.indexOf(at) + way))];
  all.forEach((one) => { one.tabIndex = one === next ? 0 : -1; });
  next.focus();
}

/* A field that acts sends what was typed into it, once it is left or Enter is pressed. */
function typed(event) {
  const ears = window.passageEars, at = event.target;
  if (at.matches && at.matches("input[data-do], select[data-do]") && ears.home.isConnected) { ears.send(at.dataset.do, at.value); }
}

function copy(at) {
  const text = at.dataset.value, was = at.textContent;
  const said = () => { at.textContent = "Copied"; setTimeout(() => { at.textContent = was; }, 1500); };
  const byHand = () => {
    const area = document.createElement("textarea");
    area.value = text; area.style.position = "fixed"; area.style.opacity = "0";
    document.body.appendChild(area); area.select();
    document.execCommand("copy"); area.remove(); said();
  };
  if (navigator.clipboard && window.isSecureContext) { navigator.clipboard.writeText(text).then(said, byHand); } else { byHand(); }
}

/* Tell which part is being read: the one that crosses the upper third of the window, once it has rested there. */
function follow() {
  const ears = window.passageEars;
  if (ears.watch) { ears.watch.disconnect(); }
  ears.scrolled = false;  // a page that opens says nothing by itself
  ears.watch = new IntersectionObserver((entries) => {
    entries.forEach((entry) => {
      if (!entry.isIntersecting) { return; }
      clearTimeout(ears.resting);
      ears.resting = setTimeout(() => {
        if (ears.scrolled && !ears.leaving && ears.home.isConnected && ears.reading !== entry.target.dataset.part) { mark(entry.target); ears.send("seen", ears.reading); }
      }, 350);
    });
  }, { rootMargin: "-30% 0px -65% 0px" });
  document.querySelectorAll("[data-part]").forEach((part) => ears.watch.observe(part));
}

function mark(part) {
  window.passageEars.reading = part.dataset.part;
  document.querySelectorAll("[data-part].here").forEach((other) => other.classList.remove("here"));
  part.classList.add("here");
}
