/** One shape of an icon, as Lucide writes it down. */
export type Part = [tag: string, attributes: Record<string, string>];

/** All shapes of an icon as one path, which is one element to make instead of several. */
export function outline(parts: Part[]): string {
  return parts.map(([tag, attributes]) => pathOf(tag, attributes)).join('');
}

function pathOf(tag: string, { d, points, ...numbers }: Record<string, string>): string {
  const n = (name: string) => Number(numbers[name] ?? 0);
  // A small m counts from where the shape before it ended.
  if (tag === 'path' && d) return d.startsWith('m') ? `M0 0${d}` : d;
  if (tag === 'polyline' && points) return `M${points}`;
  if (tag === 'line') return `M${n('x1')} ${n('y1')}L${n('x2')} ${n('y2')}`;
  if (tag === 'circle') return circle(n('cx'), n('cy'), n('r'));
  if (tag === 'rect') return box(n('x'), n('y'), n('width'), n('height'), n('rx'));
  throw new Error(`An icon has a shape that is not known here: ${tag}.`);
}

const circle = (x: number, y: number, r: number) =>
  `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;

function box(x: number, y: number, width: number, height: number, r: number): string {
  const corner = (dx: number, dy: number) => `a${r} ${r} 0 0 1 ${dx} ${dy}`;
  const [across, down] = [width - 2 * r, height - 2 * r];
  return `M${x + r} ${y}h${across}${corner(r, r)}v${down}${corner(-r, r)}h${-across}${corner(-r, -r)}v${-down}${corner(r, -r)}z`;
}
