/** A setting as the search knows it. */
export interface Findable {
  id: string;
  label: string;
  /** Other words by which people look for it. */
  also: string;
}

interface Place {
  id: string;
  name: string;
  settings: Findable[];
}

export interface Found {
  section: string;
  sectionName: string;
  setting: string;
  label: string;
}

/** Settings in whose own words, or those of their section, every word that was typed begins one. */
export function find(sections: readonly Place[], typed: string): Found[] {
  const wanted = words(typed);
  if (wanted.length === 0) return [];
  return sections.flatMap((section) =>
    section.settings
      .filter(({ label, also }) => {
        const said = words(`${label} ${also} ${section.name}`);
        return wanted.every((word) => said.some((each) => each.startsWith(word)));
      })
      .map(({ id, label }) => ({ section: section.id, sectionName: section.name, setting: id, label }))
  );
}

const words = (text: string) =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
