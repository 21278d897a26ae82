// The network map of a page: fetches what the server laid out, and lets one walk, search, zoom and focus.
// Without this script the table tells the same, and the picture of the server stands in its place.
class NetworkMap {
  constructor(stage) {
    this.stage = stage;
    this.canvas = stage.querySelector("canvas");
    this.legend = new NetworkLegend(this.part("legend"), this);
    this.middle = -1; // whose neighbours one goes past; nobody's yet
    this.calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const show = document.querySelector("[data-map-show]");
    if (show && matchMedia("(max-width: 40rem)").matches && !stage.dataset.focus) {
      show.hidden = false; // on a phone the list comes first; the map is one press away
      show.addEventListener("click", () => { show.hidden = true; this.start(); this.canvas.focus(); });
    } else this.start();
  }

  start() {
    this.stage.hidden = false;
    this.load();
    document.body.addEventListener("map-laid-out", () => { if (!this.picture) this.load(); });
    document.body.addEventListener("map-measured", () => this.load());
  }

  part(name) { return this.stage.querySelector(`[data-map-${name}]`); }

  async load() {
    if (this.loading) { this.again = true; return; }
    this.loading = true;
    await this.fetch();
    this.loading = false;
    if (this.again) { this.again = false; this.load(); }
  }

  async fetch() {
    const answer = await fetch(this.stage.dataset.map, { headers: { Accept: "application/json" } });
    if (answer.status !== 200) return;
    const data = await answer.json(), before = this.picture;
    this.walk = new NetworkWalk(data);
    this.picture = new NetworkPicture(this.canvas, data);
    this.part("wait").hidden = true;
    this.picture.resize();
    if (before) this.carryOn(before); else this.begin();
    this.legend.show(data.legend);
    this.stage.dataset.drawn = data.id.length;
  }

  // The same look at new numbers.
  carryOn(before) {
    Object.assign(this.picture, { camera: before.camera, smallest: before.smallest, chosen: before.chosen, shown: before.shown, near: before.near, tied: before.tied });
    this.picture.lit = this.walk.data.legend.findIndex((kind) => kind.name === before.data.legend[before.lit]?.name);
    this.picture.ask();
  }

  begin() {
    this.listen();
    const focus = this.walk.place.get(Number(this.stage.dataset.focus));
    if (focus !== undefined) {
      this.choose(focus, false);
      this.focus(Number(this.stage.dataset.steps), false);
    } else this.picture.fit();
    document.querySelectorAll("[data-map-png]").forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", () => this.save(button.dataset.mapPng));
    });
  }

  listen() {
    const { canvas } = this;
    new ResizeObserver(() => this.picture.resize()).observe(canvas);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.picture.paint());
    document.fonts?.ready.then(() => this.picture.ask());
    canvas.addEventListener("keydown", (event) => this.key(event));
    canvas.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    canvas.addEventListener("pointerdown", (event) => this.down(event));
    canvas.addEventListener("pointermove", (event) => this.move(event));
    canvas.addEventListener("pointerup", (event) => this.up(event));
    canvas.addEventListener("pointercancel", (event) => this.fingers.delete(event.pointerId));
    canvas.addEventListener("pointerleave", () => this.hover(-1));
    canvas.addEventListener("dblclick", () => this.open());
    this.fingers = new Map();
    this.stage.querySelectorAll("[data-map-zoom]").forEach((button) => button.addEventListener("click", () => this.zoom(button.dataset.mapZoom)));
    this.part("fill").hidden = !document.fullscreenEnabled;
    this.part("fill").addEventListener("click", () => this.fill());
    document.addEventListener("fullscreenchange", () => this.filled());
    this.part("focus").addEventListener("change", (event) => this.focus(Number(event.target.value)));
    this.part("search").addEventListener("submit", (event) => { event.preventDefault(); this.found(this.walk.matching(this.searched(), 1)[0]); });
    this.part("search").addEventListener("input", () => this.offer());
    document.addEventListener("click", (event) => this.follow(event));
  }

  // Links to somebody on the map lead there.
  follow(event) {
    const link = event.target.closest("[data-map-find]"), place = link && this.walk.place.get(Number(link.dataset.mapFind));
    if (!link || place === undefined || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.found(place);
  }

  key(event) {
    const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const does = { "+": () => this.zoom("in"), "=": () => this.zoom("in"), "-": () => this.zoom("out"), 0: () => this.zoom("fit"), Enter: () => this.open(), Escape: () => this.letGo(), f: () => this.fill(), n: () => this.cycle(1), p: () => this.cycle(-1), b: () => this.back() };
    for (const steps of [1, 2, 3]) does[steps] = () => this.focus(steps);
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.length > 1 ? event.key : event.key.toLowerCase();
    if (ways[key]) this.go(...ways[key]);
    else if (does[key]) does[key]();
    else return;
    event.preventDefault();
  }

  go(dx, dy) {
    const { picture } = this;
    if (picture.chosen < 0) { this.choose(this.walk.busiest()); return; }
    const to = this.walk.towards(picture.chosen, dx, dy, picture.shown);
    if (to < 0) this.say("none"); else this.choose(to, true, picture.chosen);
  }

  // One by one past all neighbours of the party one stands at; that party stays the middle until one goes elsewhere.
  cycle(by) {
    const { picture, walk } = this;
    if (picture.chosen < 0) { this.choose(walk.busiest()); return; }
    const middle = this.middle < 0 ? picture.chosen : this.middle, round = walk.round(middle, picture.shown);
    if (!round.length) { this.say("none"); return; }
    const here = round.indexOf(picture.chosen), first = by > 0 ? 0 : round.length - 1;
    const at = here < 0 ? first : (here + by + round.length) % round.length, to = round[at];
    this.choose(to);
    this.middle = middle;
    this.say("round", { ...walk.about(to), at: at + 1, count: round.length, middle: walk.data.name[middle], tie: walk.between(middle, to, this.stage.dataset) });
  }

  back() {
    if (this.middle < 0) this.say("none"); else this.choose(this.middle);
  }

  // Show all, and nobody chosen: what was narrowed first, then who stood out.
  letGo() {
    const { picture } = this;
    if (picture.shown) { this.focus(0); return; }
    Object.assign(picture, { chosen: -1, near: new Set() });
    this.middle = -1;
    clearTimeout(this.waiting);
    this.part("focus").hidden = document.getElementById("gekozen").hidden = true;
    this.legend.bring(-1);
  }

  choose(place, tell = true, from = -1) {
    const { picture, walk } = this;
    picture.chosen = place;
    this.middle = -1;
    picture.near = new Set(walk.beside[place]);
    this.hover(-1);
    if (tell) picture.centre(place, this.calm); else picture.ask();
    this.part("focus").hidden = false;
    if (from >= 0) this.say("way", { ...this.walk.about(place), from: walk.data.name[from], tie: walk.between(from, place, this.stage.dataset) });
    else this.say("at", this.walk.about(place));
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.card(walk.data.id[place]), tell ? 250 : 0);
  }

  // The server tells about the chosen one, beside the map.
  card(id) {
    const card = document.getElementById("gekozen");
    card.hidden = false;
    htmx.ajax("GET", this.stage.dataset.node.replace("/0/", `/${id}/`), { target: card, swap: "innerHTML" });
  }

  found(place) {
    if (place === undefined) { this.offer(); return; }
    this.stage.querySelector("#kaart-gevonden").hidden = true;
    if (this.picture.shown && !this.picture.shown.has(place)) this.focus(0);
    this.choose(place);
    this.canvas.focus({ preventScroll: true });
    this.stage.scrollIntoView({ block: "nearest", behavior: this.calm ? "auto" : "smooth" });
  }

  // Show only who is within some steps of the chosen one; the table follows.
  focus(steps, table = true) {
    const { picture, walk } = this, { chosen } = picture;
    if (steps && chosen < 0) return;
    picture.shown = steps ? walk.around(chosen, steps) : null;
    const radio = this.stage.querySelector(`[name=kaart-stappen][value="${steps || ""}"]`);
    if (radio) radio.checked = true;
    picture.fit();
    if (steps) this.say(steps > 1 ? "focus" : "beside", { name: walk.data.name[chosen], steps, count: picture.shown.size });
    else this.say("all", { count: walk.data.id.length });
    if (table) this.table(steps ? `focus=${walk.data.id[chosen]}&steps=${steps}` : "");
  }

  table(query) {
    const page = this.stage.dataset.page, asked = [document.getElementById("tabel")?.dataset.keep, query].filter(Boolean).join("&");
    const url = asked ? `${page}${page.endsWith("?") ? "" : "&"}${asked}` : page;
    history.replaceState(history.state, "", url);
    if (document.getElementById("tabel")) htmx.ajax("GET", url, { target: "#tabel", swap: "outerHTML" });
  }

  zoom(how) {
    if (how === "fit") this.picture.fit(); else this.picture.zoom(how === "in" ? 1.35 : 1 / 1.35);
  }

  // The map and what stands beside it, over the whole screen and back.
  fill() {
    if (document.fullscreenElement) document.exitFullscreen();
    else if (document.fullscreenEnabled) this.stage.closest(".map-page").requestFullscreen();
  }

  filled() {
    this.part("fill").setAttribute("aria-pressed", String(Boolean(document.fullscreenElement)));
    requestAnimationFrame(() => { this.picture.resize(); this.picture.fit(); });
  }

  wheel(event) {
    if (document.activeElement !== this.canvas && !event.ctrlKey) return; // scrolling past the map scrolls the page
    event.preventDefault();
    this.picture.zoom(Math.exp(-event.deltaY / 500), event.offsetX, event.offsetY);
  }

  down(event) {
    this.fingers.set(event.pointerId, [event.offsetX, event.offsetY]);
    this.moved = this.fingers.size > 1;
    this.canvas.setPointerCapture(event.pointerId);
  }

  // One finger moves the map, two zoom it.
  move(event) {
    const was = this.fingers.get(event.pointerId), now = [event.offsetX, event.offsetY];
    if (!was) { if (event.pointerType === "mouse") this.hover(this.picture.at(...now), now); return; }
    if (Math.hypot(now[0] - was[0], now[1] - was[1]) < 4 && !this.moved) return;
    this.moved = true;
    const other = [...this.fingers].find(([id]) => id !== event.pointerId)?.[1];
    this.fingers.set(event.pointerId, now);
    if (!other) { this.picture.pan(now[0] - was[0], now[1] - was[1]); return; }
    const apart = (point) => Math.hypot(point[0] - other[0], point[1] - other[1]) || 1;
    this.picture.zoom(apart(now) / apart(was), (now[0] + other[0]) / 2, (now[1] + other[1]) / 2);
  }

  up(event) {
    this.fingers.delete(event.pointerId);
    if (this.moved) return;
    const place = this.picture.at(event.offsetX, event.offsetY);
    if (place >= 0) this.choose(place, false);
    else if (this.picture.chosen >= 0 && !this.picture.shown) this.letGo();
  }

  hover(place, at) {
    const tip = this.part("tip");
    if (this.picture.hovered !== place) { this.picture.hovered = place; this.picture.ask(); }
    this.canvas.classList.toggle("over", place >= 0);
    tip.hidden = place < 0;
    if (place < 0) return;
    tip.textContent = this.words("at", this.walk.about(place));
    tip.style.setProperty("left", `${Math.min(at[0] + 14, this.picture.width - 220)}px`);
    tip.style.setProperty("top", `${at[1] + 14}px`);
  }

  open() {
    const { chosen } = this.picture;
    if (chosen >= 0) location.assign(this.stage.dataset.open.replace("/0/", `/${this.walk.data.id[chosen]}/`));
  }

  searched() { return this.stage.querySelector("#kaart-zoek").value; }

  offer() {
    const list = this.stage.querySelector("#kaart-gevonden"), places = this.walk.matching(this.searched(), 8);
    list.replaceChildren(...places.map((place) => {
      const line = document.createElement("li"), button = document.createElement("button");
      button.type = "button";
      button.textContent = this.walk.data.name[place];
      button.addEventListener("click", () => this.found(place));
      line.append(button);
      return line;
    }));
    list.hidden = !this.searched();
    if (this.searched()) this.say("found", { count: places.length });
    if (!places.length) list.append(Object.assign(document.createElement("li"), { textContent: this.part("status").textContent }));
  }

  // The picture as one sees it now; the server keeps that it was taken.
  async save(address) {
    const token = document.querySelector('meta[name="csrf-token"]').content;
    const answer = await fetch(address, { method: "POST", headers: { "X-CSRFToken": token } });
    if (!answer.ok) { document.querySelector("[data-trouble]").hidden = false; return; }
    this.canvas.toBlob((blob) => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(blob);
      link.download = "netwerk.png";
      link.click();
      URL.revokeObjectURL(link.href);
    });
  }

  words(name, told = {}) {
    const template = this.stage.dataset[`said${name[0].toUpperCase()}${name.slice(1)}`];
    return template.replace(/\{(\w+)\}/g, (_all, word) => String(told[word] ?? ""));
  }

  say(name, told) { this.part("status").textContent = this.words(name, told); }
}

for (const stage of document.querySelectorAll("[data-map]")) stage.networkMap = new NetworkMap(stage);
