/** Settings: what reviews begin with. */
export const words = {
  name: 'Review templates',
  text: 'What a review begins with. A review keeps the sections that it was begun with, whatever becomes of its template.',
  fields: { list: 'Review templates', add: 'Add a review template', sections: 'Sections of a review template' },
  also: {
    list: 'post-mortem postmortem kinds of review order copy',
    add: 'new own template post-mortem',
    sections: 'headings guidance prefill outline'
  },
  list: 'Templates, as they are offered',
  shipped: 'Comes with Allclear',
  retired: 'Not offered',
  count: (sections: number) => `${sections} ${sections === 1 ? 'section' : 'sections'}`,
  of: { name: 'Name', what: 'For what it is', place: 'Place in the list', copy: 'Copy', inUse: 'Offered' },
  hints: {
    name: 'As people choose it.',
    what: 'One sentence, read while choosing.',
    copyShipped: 'What comes with Allclear is not changed; its copy is yours.',
    copy: 'Begins another template with the same sections.',
    inUse: 'Reviews that were begun with it stay as they are.'
  },
  sections: 'Sections, in order',
  section: (nth: number) => `Title of section ${nth}`,
  hint: (title: string) => `What belongs in ${title}`,
  hintPlaceholder: 'Guidance for whoever writes here',
  fill: (title: string) => `What the record fills in under ${title}`,
  noFill: 'Nothing',
  up: (what: string) => `Move ${what} up`,
  down: (what: string) => `Move ${what} down`,
  remove: (what: string) => `Remove ${what}`,
  addSection: 'Add section',
  addSectionLabel: 'Section to add',
  addSectionPlaceholder: 'Title, such as Capacity',
  add: 'Add template',
  addLabel: 'Name of the template to add',
  addPlaceholder: 'Name, such as Storage review',
  firstSection: 'Summary',
  copyIt: 'Copy',
  copyName: (name: string) => `${name} (copy)`,
  retire: 'Offer no more',
  bringBack: 'Offer again',
  saved: {
    added: (name: string) => `${name} is offered`,
    changed: (name: string) => `${name} changed`,
    moved: (name: string) => `${name} moved`,
    sectionAdded: (title: string) => `${title} added`,
    sectionRemoved: (title: string) => `${title} removed`,
    retired: (name: string) => `${name} is offered no more`,
    back: (name: string) => `${name} is offered again`
  }
};
