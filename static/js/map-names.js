// Where names stand on the map: below, above or beside their dot, over no other name and over no dot that matters.
class NetworkNames {
  static HIGH = 17;
  static CELL = 64;

  constructor(width, height) {
    this.width = width;
    this.height = height;
    this.cells = new Map();
  }

  // The surface of a picture, without the dots that one looks at.
  static beside(picture) {
    const names = new NetworkNames(picture.width, picture.height);
    for (const place of picture.order) {
      if (!picture.visible(place) || !picture.bright(place)) continue;
      const [x, y] = picture.onScreen(place), r = picture.radius(place);
      if (x > -r && y > -r && x < picture.width + r && y < picture.height + r) names.take([x - r, y - r, x + r, y + r, "dot"]);
    }
    return names;
  }

  // Keep this box, from left and top to right and bottom, free of names; a fifth value says that it is a dot.
  take(box) {
    for (const cell of this.under(box)) {
      if (!this.cells.has(cell)) this.cells.set(cell, []);
      this.cells.get(cell).push(box);
    }
  }

  free(box, overDots) {
    if (box[0] < 0 || box[1] < 0 || box[2] > this.width || box[3] > this.height) return false;
    return this.under(box).every((cell) => !(this.cells.get(cell) ?? []).some((other) =>
      !(overDots && other[4]) && box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3]));
  }

  under(box) {
    const found = [], [left, top, right, bottom] = box.slice(0, 4).map((edge) => Math.floor(edge / NetworkNames.CELL));
    for (let x = left; x <= right; x++) for (let y = top; y <= bottom; y++) found.push(x * 4096 + y);
    return found;
  }

  // The first place around a dot where a name so wide fits. Who weighs may cover dots; who must be named stands below it anyhow.
  place(x, y, radius, wide, weighs, must) {
    const high = NetworkNames.HIGH, middle = Math.min(Math.max(x - wide / 2, 1), this.width - wide - 1);
    const places = [[middle, y + radius + 2], [middle, y - radius - high - 2], [x + radius + 4, y - high / 2], [x - radius - wide - 4, y - high / 2]];
    const boxes = places.map(([left, top]) => [left, top, left + wide, top + high]);
    const free = boxes.find((each) => this.free(each)) || (weighs && boxes.find((each) => this.free(each, true)));
    const box = free || (must ? boxes[0] : null);
    if (box) this.take(box);
    return box;
  }
}
