/** The glossary's words for what Rust names by a code. */
export const words = {
  stage: {
    detect: 'Detect',
    create: 'Create',
    classify: 'Classify',
    troubleshoot: 'Troubleshoot',
    resolve: 'Resolve',
    review: 'Review',
    follow_up: 'Follow up',
    closed: 'Closed'
  },
  kind: { external: 'External', internal: 'Internal' },
  audience: {
    public: 'Public',
    employees: 'Employees',
    executives: 'Executives',
    customers: 'Affected customers',
    social: 'Social media'
  },
  detection: {
    alert: 'An alert',
    employee: 'An employee',
    customer: 'A customer',
    social_media: 'Social media'
  },
  drill: 'Drill',
  private: 'Private',
  unclassified: 'Not classified',
  noManager: 'No Incident Manager',
  torn: 'Two people changed this',
  nextUpdate: (label: string) => `${label}, next update`
};
