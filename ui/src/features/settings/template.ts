/** What an incident gives to a template: the letters of its number, and its title. */
export interface Example {
  id: string;
  title: string;
}

/** Shows a template as it would be filled. Rust fills the real one when an incident is declared. */
export function filled(template: string, { id, title }: Example): string {
  const slug = title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 40);
  return template.replaceAll('{id}', id).replaceAll('{number}', id).replaceAll('{slug}', slug);
}
