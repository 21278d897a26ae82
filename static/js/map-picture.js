// Draws the network on a canvas: ties in a few strokes, dots by colour and shape, names where there is room.
class NetworkPicture {
  static STATED = 1;
  static FADED = 16;
  static TRIED = 1000; // of so many of the largest a name is tried: more takes long
  static LARGE = 8; // so many of the largest are named, also in a crowd

  constructor(canvas, data) {
    this.canvas = canvas;
    this.data = data;
    this.camera = { x: 0, y: 0, scale: 1 };
    this.chosen = -1;
    this.near = new Set(); // who stand beside the chosen one
    this.hovered = -1;
    this.tied = false; // whether who has no ties is left out
    this.lit = -1; // the kind of the legend that is brought forward
    this.shown = null; // a Set of places when only a part is shown
    this.frame = 0;
    this.movedAt = 0;
    this.order = data.id.map((_id, place) => place).sort((a, b) => data.radius[b] - data.radius[a]);
    this.paint();
  }

  // The colours of the style sheet, which follow the scheme of the reader.
  paint() {
    const style = getComputedStyle(this.canvas);
    const token = (name) => style.getPropertyValue(name).trim();
    this.colours = { ink: token("--ink"), soft: token("--line-strong"), surface: token("--surface"), brand: token("--brand"), focus: token("--focus") };
    this.kinds = Array.from({ length: 8 }, (_none, number) => token(`--map-${number + 1}`));
    this.font = token("--font-text");
    this.ask();
  }

  resize() {
    const ratio = window.devicePixelRatio || 1, box = this.canvas.getBoundingClientRect();
    [this.width, this.height] = [box.width, box.height];
    [this.canvas.width, this.canvas.height] = [Math.round(box.width * ratio), Math.round(box.height * ratio)];
    this.ratio = ratio;
    this.ask();
  }

  visible(place) { return this.shown ? this.shown.has(place) : !this.tied || this.data.degree[place] > 0 || place === this.chosen; }

  // Whether somebody is brought forward: one kind, or on the whole map the chosen one and who stands beside it.
  bright(place) {
    if (place === this.chosen) return true;
    if (this.lit >= 0) return this.data.kind[place] === this.lit;
    return this.chosen < 0 || this.shown !== null || this.near.has(place);
  }

  get dims() { return this.lit >= 0 || (this.chosen >= 0 && !this.shown); }

  // Show all that is shown, with a margin.
  fit() {
    let left = Infinity, top = Infinity, right = -Infinity, bottom = -Infinity;
    this.data.x.forEach((x, place) => {
      if (!this.visible(place)) return;
      const y = this.data.y[place];
      left = Math.min(left, x); right = Math.max(right, x); top = Math.min(top, y); bottom = Math.max(bottom, y);
    });
    if (left > right) return;
    this.moving = 0;
    const margin = Math.min(60, this.width / 10);
    const scale = Math.min((this.width - 2 * margin) / (right - left || 1), (this.height - 2 * margin) / (bottom - top || 1), 140);
    this.camera = { x: (left + right) / 2, y: (top + bottom) / 2, scale };
    this.smallest = scale / 4;
    this.ask();
  }

  zoom(factor, x = this.width / 2, y = this.height / 2) {
    this.moving = 0;
    const before = this.inWorld(x, y);
    this.camera.scale = Math.min(Math.max(this.camera.scale * factor, this.smallest || 0.1), 600);
    const after = this.inWorld(x, y);
    this.camera.x += before.x - after.x;
    this.camera.y += before.y - after.y;
    this.moved();
    this.ask();
  }

  pan(dx, dy) {
    this.moving = 0;
    this.camera.x -= dx / this.camera.scale;
    this.camera.y -= dy / this.camera.scale;
    this.moved();
    this.ask();
  }

  // Bring somebody into sight; gently, unless the reader wants no motion.
  centre(place, calm) {
    const from = { ...this.camera }, to = { x: this.data.x[place], y: this.data.y[place], scale: Math.max(from.scale, 40) };
    if (calm) { this.camera = to; this.ask(); return; }
    const start = this.moving = performance.now();
    const step = (now) => {
      if (this.moving !== start) return;
      const part = Math.min(1, (now - start) / 250), ease = part * (2 - part);
      this.moved();
      for (const key of ["x", "y", "scale"]) this.camera[key] = from[key] + (to[key] - from[key]) * ease;
      this.ask();
      if (part < 1) requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }

  inWorld(x, y) {
    return { x: (x - this.width / 2) / this.camera.scale + this.camera.x, y: (y - this.height / 2) / this.camera.scale + this.camera.y };
  }

  onScreen(place) {
    return [(this.data.x[place] - this.camera.x) * this.camera.scale + this.width / 2, (this.data.y[place] - this.camera.y) * this.camera.scale + this.height / 2];
  }

  radius(place) {
    return Math.max(2.2, this.data.radius[place] * Math.max(0.25, Math.min(1.5, this.camera.scale / 24)));
  }

  // Who stands here, with some room around for a finger.
  at(x, y) {
    let best = -1, bestDistance = Infinity;
    for (const place of this.order) {
      if (!this.visible(place)) continue;
      const [px, py] = this.onScreen(place), distance = Math.hypot(px - x, py - y) - this.radius(place);
      if (distance < 8 && distance < bestDistance) [best, bestDistance] = [place, distance];
    }
    return best;
  }

  ask() {
    if (!this.frame && this.width) this.frame = requestAnimationFrame(() => { this.frame = 0; this.draw(); });
  }

  // While one moves a picture that takes long to draw, its last drawing is moved along; it is drawn anew at rest.
  draw() {
    clearTimeout(this.rest);
    if (this.costly && this.drawn && performance.now() - this.movedAt < 150) {
      this.shift();
      this.rest = setTimeout(() => { this.movedAt = 0; this.ask(); }, 160);
      return;
    }
    const start = performance.now();
    this.whole(this.pen());
    if (!this.sheet) this.sheet = document.createElement("canvas");
    [this.sheet.width, this.sheet.height] = [this.canvas.width, this.canvas.height];
    this.sheet.getContext("2d").drawImage(this.canvas, 0, 0);
    this.drawn = { ...this.camera };
    this.costly = this.data.ties.length > 3 * 2500 || performance.now() - start > 25;
  }

  pen() {
    const pen = this.canvas.getContext("2d");
    pen.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    pen.fillStyle = this.colours.surface;
    pen.fillRect(0, 0, this.width, this.height);
    return pen;
  }

  whole(pen) {
    this.drawTies(pen);
    this.drawDots(pen);
    this.drawNames(pen);
  }

  // The last drawing, where it lies as the camera stands now.
  shift() {
    const { camera, drawn, width, height } = this, factor = camera.scale / drawn.scale;
    const left = width / 2 + (drawn.x - camera.x) * camera.scale - (factor * width) / 2;
    const top = height / 2 + (drawn.y - camera.y) * camera.scale - (factor * height) / 2;
    this.pen().drawImage(this.sheet, left, top, width * factor, height * factor);
  }

  moved() { this.movedAt = performance.now(); }

  // Shared ties, recorded ones, faded ones, and on top those of the chosen one or within the kind brought forward. In a crowd all are thin and whole:
  // a browser without a graphics card draws those ten times as fast.
  drawTies(pen) {
    const sets = this.sortTies(), count = (sets.shared.length + sets.stated.length + sets.faded.length) / 4;
    const crowded = this.data.ties.length > 3 * 2500, crowd = Math.min(1, 900 / (count + 1)), width = crowded ? 1 : 1.4;
    const back = this.dims ? 0.3 : 1;
    this.strokes(pen, sets.shared, this.colours.soft, crowded ? 1 : 0.8, back * (0.1 + 0.35 * crowd));
    this.strokes(pen, sets.faded, this.colours.soft, width, back * (0.12 + 0.6 * crowd), crowded ? [] : [2, 5]);
    this.strokes(pen, sets.stated, this.colours.soft, width, back * (0.18 + 0.5 * crowd));
    this.strokes(pen, sets.near, this.colours.brand, 2, 0.9);
  }

  // The ends on screen of all ties in sight, by what the tie is.
  sortTies() {
    const { x, y, ties } = this.data, { scale } = this.camera, { width, height } = this;
    const cx = width / 2 - this.camera.x * scale, cy = height / 2 - this.camera.y * scale;
    const sets = { shared: [], stated: [], faded: [], near: [] };
    for (let i = 0; i < ties.length; i += 3) {
      const a = ties[i], b = ties[i + 1], flags = ties[i + 2];
      if (this.shown && !(this.shown.has(a) && this.shown.has(b))) continue;
      const ax = x[a] * scale + cx, ay = y[a] * scale + cy, bx = x[b] * scale + cx, by = y[b] * scale + cy;
      if ((ax < 0 && bx < 0) || (ay < 0 && by < 0) || (ax > width && bx > width) || (ay > height && by > height)) continue;
      const set = this.forward(a, b) ? "near" : flags & NetworkPicture.FADED ? "faded" : flags & NetworkPicture.STATED ? "stated" : "shared";
      sets[set].push(ax, ay, bx, by);
    }
    return sets;
  }

  forward(a, b) {
    const { lit, chosen, data } = this;
    return a === chosen || b === chosen || (lit >= 0 && data.kind[a] === lit && data.kind[b] === lit);
  }

  strokes(pen, ends, colour, width, alpha, dash = []) {
    Object.assign(pen, { globalAlpha: alpha, strokeStyle: colour, lineWidth: width });
    pen.setLineDash(dash);
    for (let start = 0; start < ends.length; start += 400) {
      pen.beginPath();
      for (let i = start; i < Math.min(start + 400, ends.length); i += 4) {
        pen.moveTo(ends[i], ends[i + 1]);
        pen.lineTo(ends[i + 2], ends[i + 3]);
      }
      pen.stroke();
    }
    pen.setLineDash([]);
    pen.globalAlpha = 1;
  }

  stroke(pen, path, colour, width) {
    Object.assign(pen, { strokeStyle: colour, lineWidth: width });
    pen.stroke(path);
  }

  // One path for each line of the legend, and one for who stays behind.
  drawDots(pen) {
    const { legend, kind } = this.data, paths = { true: legend.map(() => new Path2D()), false: legend.map(() => new Path2D()) };
    for (let i = this.order.length - 1; i >= 0; i--) {
      const place = this.order[i];
      if (!this.visible(place)) continue;
      const [x, y] = this.onScreen(place), r = this.radius(place);
      if (x < -r || y < -r || x > this.width + r || y > this.height + r) continue;
      NetworkPicture.shape(paths[this.bright(place)][kind[place]], legend[kind[place]].shape, x, y, r);
    }
    for (const bright of this.dims ? [false, true] : [true]) paths[bright].forEach((path, number) => this.fill(pen, path, number, bright));
    for (const place of [this.hovered, this.chosen]) if (place >= 0 && this.visible(place)) this.ring(pen, place);
  }

  fill(pen, path, number, bright) {
    pen.globalAlpha = bright ? 1 : 0.22;
    pen.fillStyle = this.kinds[this.data.legend[number].colour];
    pen.fill(path);
    if (bright && this.camera.scale > 12) this.stroke(pen, path, this.colours.surface, 1);
    pen.globalAlpha = 1;
  }

  ring(pen, place) {
    const [x, y] = this.onScreen(place), path = new Path2D();
    path.arc(x, y, this.radius(place) + 5, 0, 2 * Math.PI);
    this.stroke(pen, path, this.colours.surface, 5);
    this.stroke(pen, path, this.colours.ink, place === this.chosen ? 3 : 1.5);
  }

  // Circle, square, diamond, triangle, hexagon; about the same surface, so that none looks larger.
  static shape(path, shape, x, y, r) {
    if (shape === 0) { path.moveTo(x + r, y); path.arc(x, y, r, 0, 2 * Math.PI); return; }
    const [corners, turn, larger] = [null, [4, Math.PI / 4, 1.25], [4, 0, 1.25], [3, -Math.PI / 2, 1.5], [6, 0, 1.1]][shape];
    for (let corner = 0; corner < corners; corner++) {
      const angle = turn + (2 * Math.PI * corner) / corners, px = x + r * larger * Math.cos(angle), py = y + r * larger * Math.sin(angle);
      if (corner) path.lineTo(px, py); else path.moveTo(px, py);
    }
    path.closePath();
  }

  // The chosen one, its neighbours, then the largest; none over another, few over a dot, and more of them the closer one looks.
  drawNames(pen) {
    pen.font = `550 14px ${this.font}`;
    pen.textAlign = "left";
    pen.lineJoin = "round";
    const first = [this.chosen, this.hovered].filter((place) => place >= 0), ring = this.order.filter((place) => this.near.has(place));
    const most = (this.width * this.height) / (this.camera.scale > 40 ? 9e3 : 18e3);
    const loose = this.camera.scale > 45; // names of who has no ties come last, when there is room
    const names = NetworkNames.beside(this), done = new Set(), large = new Set(this.order.slice(0, NetworkPicture.LARGE));
    for (const place of [...first, ...ring, ...this.order.slice(0, NetworkPicture.TRIED)]) {
      if (done.size >= most) break;
      if (done.has(place) || !this.named(place, loose || first.includes(place))) continue;
      if (this.write(pen, place, names, large.has(place), first.includes(place))) done.add(place);
    }
  }

  named(place, alone) {
    if (!this.visible(place) || !(this.bright(place) || place === this.hovered) || !(this.data.degree[place] || alone)) return false;
    const [x, y] = this.onScreen(place);
    return x >= 0 && y >= 0 && x <= this.width && y <= this.height;
  }

  write(pen, place, names, weighs, must) {
    const name = this.data.name[place], text = name.length > 28 ? `${name.slice(0, 27)}…` : name;
    const [x, y] = this.onScreen(place), box = names.place(x, y, this.radius(place), pen.measureText(text).width + 4, weighs, must);
    if (!box) return false;
    pen.strokeStyle = this.colours.surface;
    pen.lineWidth = 3.5;
    pen.strokeText(text, box[0] + 2, box[1] + 13);
    pen.fillStyle = this.colours.ink;
    pen.fillText(text, box[0] + 2, box[1] + 13);
    return true;
  }
}
