"""What a machine can say about how one page looks; the rest is for eyes."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from walk.browser import AXE_TAGS

MOST_STOPS = 120  # a long list repeats itself after that
SEEN = """() => {
  const found = [];
  const clipped = one => one && (getComputedStyle(one).clipPath !== 'none' || clipped(one.parentElement));
  const shown = one => one.checkVisibility({visibilityProperty: true}) && !clipped(one) && !one.closest('.skip');
  const name = one => one.outerHTML.slice(0, 90).replace(/\\s+/g, ' ');
  if (document.documentElement.scrollWidth > innerWidth) found.push('scrolls sideways');
  const heads = [...document.querySelectorAll('h1')].filter(shown);
  if (heads.length !== 1) found.push(heads.length + ' main headings');
  for (const one of document.querySelectorAll('main *')) {
    if (!shown(one) || !one.innerText?.trim()) continue;
    const style = getComputedStyle(one), size = one.getBoundingClientRect();
    if (['hidden', 'clip'].includes(style.overflowX) && one.scrollWidth > one.clientWidth + 2)
      found.push('cut off: ' + name(one));
    if (!one.closest('.table-wrap, [class*=scroll]') && size.right > innerWidth + 1)
      found.push('outside the window: ' + name(one));
  }
  if (document.documentElement.lang === 'nl') {
    const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const english = /\\b(the|and|your|with|this|has|have|been|from|January|February|March|June|July|October)\\b/;
    while (words.nextNode()) {
      const at = words.currentNode.parentElement, text = words.currentNode.textContent.trim();
      if (english.test(text) && !at.closest('[lang=en], script, style, textarea, pre')) found.push('English: ' + text);
    }
  }
  return found;
}"""
STOP = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const style = getComputedStyle(at), size = at.getBoundingClientRect();
  const has_parts = at.matches('iframe, [type=date], [type=time]');  // the focus shows on a part inside
  const visible = style.outlineStyle !== 'none' || style.boxShadow !== 'none' || has_parts;
  const top = document.elementFromPoint(size.x + size.width / 2, size.y + size.height / 2);
  const covered = size.width && top && !at.contains(top) && !top.contains(at) && !top.closest('label');
  return {name: at.outerHTML.slice(0, 90), visible, covered: Boolean(covered)};
}"""


def seen(page: Page, look: str) -> list[str]:
    """Return what is cut off, sticks out or is not translated on the page that stands open."""
    return [f"{look}: {fault}" for fault in dict.fromkeys(page.evaluate(SEEN))]


def axe(page: Page, look: str) -> list[str]:
    """Return what axe finds on the page that stands open."""
    result = Axe().run(page, options={"runOnly": {"type": "tag", "values": AXE_TAGS}})
    return [
        f"{look}: {fault['id']}: {node['html'][:160]}"
        for fault in result.response["violations"]
        for node in fault["nodes"]
    ]


def stops(page: Page, look: str) -> list[str]:
    """Go through the page with Tab; return each stop where the focus is not to be seen."""
    found: list[str] = []
    for _step in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None:
            return found
        if not stop["visible"]:
            found.append(f"{look}: no focus to be seen: {stop['name']}")
        elif stop["covered"]:
            found.append(f"{look}: the focus is behind something: {stop['name']}")
    return found
