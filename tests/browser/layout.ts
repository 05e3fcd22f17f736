/**
 * What a browser finds wrong with how a page is laid out. Each function runs inside of the page.
 *
 * @module
 */

/** Returns elements that stick out of the window and that nobody can scroll to. */
export function outsiders(): readonly string[] {
  const isClipped = (element: Element | null): boolean =>
    element !== null && element !== document.documentElement &&
    (getComputedStyle(element).overflowX !== "visible" ||
      isClipped(element.parentElement));
  const found: string[] = [];
  for (const element of document.querySelectorAll("body *")) {
    const { left, right, width } = element.getBoundingClientRect();
    const isInside = left >= -1 && right <= innerWidth + 1;
    if (width === 0 || isInside || isClipped(element)) continue;
    found.push(`${element.tagName}.${element.getAttribute("class")}: ${right}`);
  }
  return found;
}

/** Returns shown texts with less contrast than WCAG AA asks for: 4.5, or 3 where they are large. */
export function faintTexts(): readonly string[] {
  type Color = readonly [number, number, number, number];
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", {
    willReadFrequently: true,
  });
  if (canvas === null) return ["no canvas"];
  // The browser converts whatever color space the style names.
  const parse = (text: string): Color => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = text;
    canvas.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0, alpha = 0] =
      canvas.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha / 255];
  };
  const over = (top: Color, bottom: Color): Color => {
    const mix = (index: 0 | 1 | 2) =>
      top[index] * top[3] + bottom[index] * (1 - top[3]);
    return [mix(0), mix(1), mix(2), 1];
  };
  const backgroundOf = (element: Element | null): Color => {
    if (element === null) return parse("Canvas");
    const color = parse(getComputedStyle(element).backgroundColor);
    return color[3] === 1
      ? color
      : over(color, backgroundOf(element.parentElement));
  };
  const luminance = ([red, green, blue]: Color): number => {
    const [r = 0, g = 0, b = 0] = [red, green, blue].map((part) =>
      part <= 0.03928 * 255
        ? part / 255 / 12.92
        : ((part / 255 + 0.055) / 1.055) ** 2.4
    );
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const found = new Map<string, string>();
  for (const element of document.querySelectorAll("body *")) {
    const texts = [...element.childNodes].filter((node) =>
      node.nodeType === Node.TEXT_NODE && node.textContent?.trim() !== ""
    );
    const { width, height } = element.getBoundingClientRect();
    if (texts.length === 0 || width <= 1 || height <= 1) continue;
    const style = getComputedStyle(element);
    const size = parseFloat(style.fontSize);
    const isLarge = size >= 24 ||
      (size >= 18.66 && Number(style.fontWeight) >= 700);
    const background = backgroundOf(element);
    const ink = luminance(over(parse(style.color), background));
    const paper = luminance(background);
    const contrast = (Math.max(ink, paper) + 0.05) /
      (Math.min(ink, paper) + 0.05);
    if (contrast >= (isLarge ? 3 : 4.5)) continue;
    const name = `${element.tagName}.${element.getAttribute("class")}`;
    found.set(name, `${name}: ${contrast.toFixed(2)}`);
  }
  return [...found.values()];
}

/** Returns links and buttons of one word that is broken over several lines. */
export function brokenWords(): readonly string[] {
  const range = document.createRange();
  return [...document.querySelectorAll("a, button")].flatMap((element) => {
    const text = element.textContent?.trim() ?? "";
    if (text === "" || /\s/.test(text)) return [];
    range.selectNodeContents(element);
    const tops = [...range.getClientRects()].map(({ top }) => Math.round(top));
    return new Set(tops).size > 1 ? [text] : [];
  });
}
